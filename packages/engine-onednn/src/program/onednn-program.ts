import {
  checkImages,
  checkStatistics,
  checkTrainingBatch,
  completeState,
  type CompileOptions,
  type Moments,
  type Precision,
  type Program,
  type State,
  type Statistics,
  type StepResult,
} from '@batchmates/engine';
import { UserError } from '@batchmates/errors';
import type { Network } from '@batchmates/network';
import { match } from 'ts-pattern';
import type { Dnnl, Session } from '../library/dnnl.ts';
import { softmax } from '../loss/softmax-cross-entropy.ts';
import type { AreaName, ParameterStore } from '../parameters/parameter-store.ts';
import { WeightCopies } from '../parameters/weight-copies.ts';
import type { Step } from '../plan/plan.ts';
import type { StatisticsStore } from '../statistics/statistics-store.ts';
import { Inferences } from './inferences.ts';
import type { NetworkParts } from './network-parts.ts';
import { StateAccess } from './state-access.ts';
import { prepareTraining, type Training } from './training.ts';

/** What a program is made of. */
export interface ProgramParts {
  readonly dnnl: Dnnl;
  readonly session: Session;
  readonly parts: NetworkParts;
  readonly options: CompileOptions;
  /** Threads it really runs on. */
  readonly threads: number;
  readonly store: ParameterStore;
  readonly running: StatisticsStore;
  readonly slots: readonly AreaName[];
}

/** A network compiled to oneDNN primitives; see `Program` for what each method promises. */
export class OneDnnProgram implements Program {
  readonly network: Network;
  readonly precision: Precision;
  readonly threads: number;
  readonly #given: ProgramParts;
  readonly #state: StateAccess;
  readonly #trainingCopies: WeightCopies;
  readonly #inferences: Inferences;
  #training: Training | undefined;
  #disposed = false;

  constructor(given: ProgramParts) {
    const { dnnl, session, store, parts, options } = given;
    this.#given = given;
    this.network = parts.network;
    this.precision = options.precision;
    this.threads = given.threads;
    this.#state = new StateAccess(given);
    this.#trainingCopies = new WeightCopies(dnnl, session, store);
    this.#inferences = new Inferences(given, this.#trainingCopies);
  }

  async trainStep(
    images: Float32Array,
    labels: ArrayLike<number>,
    learningRate: number,
  ): Promise<StepResult> {
    this.#enter();
    const batch = { images, labels, learningRate };
    checkTrainingBatch(this.network, this.#given.options.batchSize, batch);
    const result = this.#prepareTraining().step(batch, this.#state.countStep());
    this.#inferences.parametersChanged();
    return result;
  }

  async infer(images: Float32Array, statistics: Statistics): Promise<Float32Array> {
    this.#enter();
    const count = checkImages(this.network, images);
    checkStatistics(this.network, statistics);
    const logits = match(statistics)
      .with({ kind: 'batch' }, () => this.#inferences.withBatchStatistics(count).run(images))
      .with({ kind: 'running' }, () =>
        this.#inferences.withFixedStatistics(count, this.#given.running.moments()).run(images),
      )
      .with({ kind: 'fixed' }, ({ moments }) =>
        this.#inferences.withFixedStatistics(count, moments).run(images),
      )
      .exhaustive();
    return softmax(logits, this.network.classes);
  }

  async moments(images: Float32Array): Promise<Moments> {
    this.#enter();
    const inference = this.#inferences.withBatchStatistics(checkImages(this.network, images));
    inference.run(images);
    return inference.moments();
  }

  async readState(): Promise<State> {
    this.#enter();
    return this.#state.read();
  }

  async writeState(state: State): Promise<void> {
    this.#enter();
    this.#state.write(completeState(this.network, this.#given.options.optimizer, state));
    this.#inferences.parametersChanged();
    this.#trainingCopies.refresh();
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#given.session.dispose();
    this.#inferences.clear();
    this.#training = undefined;
  }

  /** Steps of the training plan in order, and the session that runs them (`runStep`); for profiles. */
  training(): { readonly steps: readonly Step[]; readonly session: Session } {
    this.#enter();
    return { steps: this.#prepareTraining().steps, session: this.#given.session };
  }

  #enter(): void {
    if (this.#disposed) {
      throw new UserError({
        code: 'engine/disposed',
        what: `program of network "${this.network.name}"`,
        expected: 'one that is not disposed of',
      });
    }
    this.#given.dnnl.useThreads(this.threads);
  }

  #prepareTraining(): Training {
    if (this.#training === undefined) {
      const { options } = this.#given;
      this.#training = prepareTraining({
        ...this.#given,
        copies: this.#trainingCopies,
        optimizer: options.optimizer,
        batch: options.batchSize,
        type: options.precision,
      });
      this.#trainingCopies.refresh();
    }
    return this.#training;
  }
}
