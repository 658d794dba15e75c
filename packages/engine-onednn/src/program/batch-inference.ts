import type { Moments } from '@batchmates/engine';
import { PlanBuilder } from '../plan/plan-builder.ts';
import { StatisticsStore } from '../statistics/statistics-store.ts';
import type { Dnnl, Session } from '../library/dnnl.ts';
import { lowerNetwork } from './lower-network.ts';
import type { LoweringParts } from './make-lowering.ts';

/** A forward pass prepared for one count of images. */
export interface Inference {
  /** Logits `[batch, classes]`, valid until the next call. */
  run(images: Float32Array): Float32Array;
  readonly bytes: number;
}

/** A forward pass with the batch's own statistics, which it can show. */
export interface BatchInference extends Inference {
  /** The statistics of the last `run`, copied. */
  moments(): Moments;
}

/** What inference with batch statistics is lowered with. */
export interface BatchInferenceParts extends Omit<
  LoweringParts,
  'builder' | 'statistics' | 'propagation' | 'training' | 'frozenStatistics'
> {
  readonly dnnl: Dnnl;
  readonly session: Session;
}

/** Lowers inference with batch statistics for one count of images. */
export function prepareBatchInference(given: BatchInferenceParts): BatchInference {
  const { dnnl, session, parts } = given;
  const builder = new PlanBuilder(dnnl, session);
  const statistics = new StatisticsStore(dnnl, session, parts.network);
  const lowered = lowerNetwork({
    ...{ ...given, builder, statistics, propagation: 'forwardTraining', training: false },
  });
  builder.keep(lowered.logits);
  const plan = builder.build();
  const images = plan.read(lowered.images).floats;
  const logits = plan.read(lowered.logits).floats;
  return {
    bytes: plan.bytes,
    run: (given) => {
      images.set(given);
      plan.run();
      return logits;
    },
    moments: () => statistics.moments(),
  };
}
