import {
  checkTrainingBatch,
  completeState,
  initialState,
  optimizerSlots,
  type TrainingOptions,
  type TrainingProgram,
} from '@batchmates/engine';
import type { Session } from '../library/dnnl.ts';
import { WeightCopies } from '../parameters/weight-copies.ts';
import type { Step } from '../plan/plan.ts';
import { inferenceProgram } from './inference-program.ts';
import type { ProgramParts } from './program-parts.ts';
import { StateAccess } from './state-access.ts';
import { planTraining, type PlannedTraining, type Training } from './training.ts';

/** A program that trains; it shows its steps too. */
export interface OneDnnTraining extends TrainingProgram {
  /** Steps of the training plan in order, and the session that runs them (`runStep`); for profiles. */
  training(): { readonly steps: readonly Step[]; readonly session: Session };
}

/** Prepares training from the initial state; its plan is lowered when the first step is taken. */
export function trainingProgram(
  given: ProgramParts,
  {
    batchSize,
    optimizer,
    seed,
    freezeBatchNorm,
  }: Pick<TrainingOptions, 'batchSize' | 'optimizer' | 'seed' | 'freezeBatchNorm'>,
): OneDnnTraining {
  const { dnnl, session, store } = given;
  const { network } = given.parts;
  const copies = new WeightCopies(dnnl, session, store);
  const { enter, parametersChanged, ...inference } = inferenceProgram(given, copies);
  const slots = optimizerSlots(optimizer).map(({ name }) => name);
  const state = new StateAccess({ ...given, network, optimizer, slots });
  let planned: PlannedTraining | undefined;
  let started: Training | undefined;
  const plan = (): PlannedTraining =>
    (planned ??= planTraining({
      ...{ ...given, copies, optimizer, batch: batchSize },
      frozenStatistics: freezeBatchNorm !== undefined,
    }));
  const training = (): Training => {
    if (started !== undefined) return started;
    started = plan().start();
    copies.refresh();
    return started;
  };
  state.write(initialState(network, seed, optimizer));

  return {
    ...inference,
    async trainStep(images, labels, learningRate) {
      enter();
      const batch = { images, labels, learningRate };
      checkTrainingBatch(network, batchSize, batch);
      const result = training().step(batch, state.countStep());
      parametersChanged();
      return result;
    },
    async trainingBytes() {
      enter();
      return plan().bytes;
    },
    async readState() {
      enter();
      return state.read();
    },
    async writeState(written) {
      enter();
      state.write(completeState(network, optimizer, written));
      parametersChanged();
      copies.refresh();
    },
    async dispose() {
      await inference.dispose();
      planned = undefined;
      started = undefined;
    },
    training() {
      enter();
      return { steps: training().steps, session };
    },
  };
}
