import {
  biasCorrection,
  crossEntropy,
  followBatch,
  ghostGroups,
  meanOfGroups,
  type Optimizer,
  type StepResult,
  type TrainingBatch,
} from '@batchmates/engine';
import { batchNorms } from '@batchmates/network';
import type { Dnnl, Session } from '../library/dnnl.ts';
import { lowerOptimizer } from '../optimizer/lower-optimizer.ts';
import { rowMajor } from '../parameters/layout.ts';
import { PlanBuilder } from '../plan/plan-builder.ts';
import type { Step } from '../plan/plan.ts';
import { fixedTensor, type Tensor } from '../plan/tensor.ts';
import { StatisticsStore } from '../statistics/statistics-store.ts';
import { lowerBackward } from './lower-backward.ts';
import { lowerNetwork } from './lower-network.ts';
import type { LoweringParts } from './make-lowering.ts';

/** What training is lowered with. */
export interface TrainingParts extends Omit<
  LoweringParts,
  'builder' | 'statistics' | 'propagation' | 'training' | 'frozenStatistics'
> {
  readonly dnnl: Dnnl;
  readonly session: Session;
  readonly optimizer: Optimizer;
  readonly running: StatisticsStore;
  /** Whether it is by the running statistics, which stay as they are. */
  readonly frozenStatistics: boolean;
}

/** A whole training step: forward, loss, backward, update, running statistics. */
export interface Training {
  /** `stepCount` is the number of this step, from 1. */
  step(batch: TrainingBatch, stepCount: number): StepResult;
  /** Every step of the plan in order, for profiles. */
  readonly steps: readonly Step[];
  readonly bytes: number;
}

/** Training whose plan is made, but has no memory yet. */
export interface PlannedTraining {
  /** What it will take for activations, gradients and scratch. */
  readonly bytes: number;
  start(): Training;
}

/** Lowers training at one batch size. */
export function planTraining(given: TrainingParts): PlannedTraining {
  const { dnnl, session, parts, batch, store, copies, optimizer, running, frozenStatistics } = given;
  const { network } = parts;
  const builder = new PlanBuilder(dnnl, session);
  const statistics = frozenStatistics
    ? running
    : new StatisticsStore(dnnl, session, network, { trainedOn: batch });
  const current = { labels: [] as ArrayLike<number>, loss: 0 };
  const lowered = lowerNetwork({
    ...given,
    builder,
    statistics,
    propagation: 'forwardTraining',
    training: true,
  });
  const gradient = builder.tensor(lowered.logits.descriptor);
  builder.keep(lowered.logits);
  builder.host({
    label: 'loss',
    tensors: [lowered.logits, gradient],
    run: ([logits, target]) => {
      if (logits === undefined || target === undefined) return;
      const { classes } = network;
      current.loss = crossEntropy(logits.floats, current.labels, { classes, gradient: target.floats });
    },
  });
  const scalars = dnnl.allocate(2 * SCALAR_BYTES);
  const scalar = (index: number): Tensor =>
    fixedTensor(rowMajor(session, [1], 'f32'), scalars, index * SCALAR_BYTES);
  const update = lowerOptimizer(
    {
      builder,
      scalars: { negativeRate: scalar(0), correction: scalar(1) },
      scratch: ({ descriptor }) => builder.tensor(descriptor),
    },
    { store, copies, optimizer },
  );
  lowerBackward(lowered, gradient, (layer) => update.layerDone(layer));
  update.finish();
  const placed = builder.place();
  return { bytes: placed.bytes, start };

  function start(): Training {
    const plan = placed.build();
    const images = plan.read(lowered.images).floats;
    const logits = plan.read(lowered.logits).floats;
    const [negativeRate, correction] = [scalars.floats(0, 1), scalars.floats(SCALAR_BYTES, 1)];
    const followers = (frozenStatistics ? [] : batchNorms(network)).map((norm) => ({
      momentum: norm.momentum,
      groups: Array.from({ length: ghostGroups(norm, batch) }, (_, group) =>
        statistics.vectors(norm.name, group),
      ),
      kept: running.vectors(norm.name),
    }));
    return {
      steps: plan.steps,
      bytes: plan.bytes,
      step: ({ images: given, labels, learningRate }, stepCount) => {
        images.set(given);
        current.labels = labels;
        negativeRate[0] = -learningRate;
        correction[0] = biasCorrection(optimizer, stepCount);
        plan.run();
        for (const { momentum, groups, kept } of followers) followBatch(kept, meanOfGroups(groups), momentum);
        return { loss: current.loss, logits };
      },
    };
  }
}

/** Scalars lie on cache lines of their own. */
const SCALAR_BYTES = 64;
