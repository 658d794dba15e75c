import type { Optimizer, StepResult, TrainingBatch } from '@batchmates/engine';
import type { Dnnl, Session } from '../library/dnnl.ts';
import { crossEntropy } from '../loss/softmax-cross-entropy.ts';
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
export interface TrainingParts extends Omit<LoweringParts, 'builder' | 'statistics' | 'propagation'> {
  readonly dnnl: Dnnl;
  readonly session: Session;
  readonly optimizer: Optimizer;
  readonly running: StatisticsStore;
}

/** A whole training step: forward, loss, backward, update, running statistics. */
export interface Training {
  /** `stepCount` is the number of this step, from 1. */
  step(batch: TrainingBatch, stepCount: number): StepResult;
  /** Every step of the plan in order, for profiles. */
  readonly steps: readonly Step[];
  readonly bytes: number;
}

/** Lowers training at one batch size. */
export function prepareTraining(given: TrainingParts): Training {
  const { dnnl, session, parts, store, copies, optimizer, running } = given;
  const { network } = parts;
  const builder = new PlanBuilder(dnnl, session);
  const statistics = new StatisticsStore(dnnl, session, network);
  const batch = { labels: [] as ArrayLike<number>, loss: 0 };
  const lowered = lowerNetwork({ ...given, builder, statistics, propagation: 'forwardTraining' });
  const gradient = builder.tensor(lowered.logits.descriptor);
  builder.keep(lowered.logits);
  builder.host({
    label: 'loss',
    tensors: [lowered.logits, gradient],
    run: ([logits, target]) => {
      if (logits === undefined || target === undefined) return;
      const { classes } = network;
      batch.loss = crossEntropy(logits.floats, batch.labels, { classes, gradient: target.floats });
    },
  });
  lowerBackward(lowered, gradient);
  const scalars = dnnl.allocate(2 * SCALAR_BYTES);
  const scalar = (index: number): Tensor =>
    fixedTensor(rowMajor(session, [1], 'f32'), scalars, index * SCALAR_BYTES);
  lowerOptimizer(
    {
      builder,
      scalars: { negativeRate: scalar(0), correction: scalar(1) },
      scratch: ({ descriptor }) => builder.tensor(descriptor),
    },
    store,
    optimizer,
  );
  const plan = builder.build();
  const images = plan.read(lowered.images).floats;
  const logits = plan.read(lowered.logits).floats;
  const [negativeRate, correction] = [scalars.floats(0, 1), scalars.floats(SCALAR_BYTES, 1)];
  const followers = network.layers.flatMap((layer) =>
    layer.kind === 'batchNorm'
      ? [
          {
            momentum: layer.momentum,
            fresh: statistics.vectors(layer.name),
            kept: running.vectors(layer.name),
          },
        ]
      : [],
  );
  return {
    steps: [...plan.steps, ...copies.plan.steps],
    bytes: plan.bytes,
    step: ({ images: given, labels, learningRate }, stepCount) => {
      images.set(given);
      batch.labels = labels;
      negativeRate[0] = -learningRate;
      correction[0] = correctionOf(optimizer, stepCount);
      plan.run();
      copies.refresh();
      for (const { momentum, fresh, kept } of followers) {
        follow(kept.mean, fresh.mean, momentum);
        follow(kept.variance, fresh.variance, momentum);
      }
      return { loss: batch.loss, logits };
    },
  };
}

/** Scalars lie on cache lines of their own. */
const SCALAR_BYTES = 64;

/** RMSProp's bias correction of the square average at step `t`. */
function correctionOf(optimizer: Optimizer, t: number): number {
  if (optimizer.kind !== 'rmsprop' || optimizer.start !== 'bias-corrected') return 1;
  return 1 / (1 - optimizer.decay ** t);
}

/** `running = (1 - momentum) * running + momentum * batch`. */
function follow(running: Float32Array, batch: Float32Array, momentum: number): void {
  for (let c = 0; c < running.length; c++) {
    running[c] = (1 - momentum) * (running[c] ?? 0) + momentum * (batch[c] ?? 0);
  }
}
