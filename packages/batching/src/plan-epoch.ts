import { batchCount, placesOf, planOf, type BatchPlan, type Place } from './batch-plan.ts';
import { planBatches } from './plan-batches.ts';
import type { BatchingStrategy, PlanRequest } from './strategy.ts';

/** A training's strategy with its parsed options, and the length of its epochs. */
export interface EpochOptions {
  readonly strategy: BatchingStrategy;
  readonly options: Readonly<Record<string, unknown>>;
  /** As many batches as the strategy makes, or as standard batching makes. */
  readonly stepsPerEpoch: 'batching' | 'standard';
  /** Epochs of the training. */
  readonly epochs: number;
}

/**
 * The plan of one epoch. With `stepsPerEpoch: standard` it has as many batches as standard batching makes of the same images,
 * `images / batchSize` rounded down, so that trainings under different strategies take equally many steps: a longer plan ends there,
 * and a shorter one goes on with the plan of an epoch after the training's last, whose images do not count a second time. Throws
 * what `planBatches` does.
 */
export function planEpoch(
  request: PlanRequest,
  { strategy, options, stepsPerEpoch, epochs }: EpochOptions,
): BatchPlan {
  const plan = planBatches(strategy, request, options);
  const steps = Math.max(1, Math.floor(request.labels.length / request.batchSize));
  if (stepsPerEpoch === 'batching' || batchCount(plan) === steps) return plan;
  const batches = batchesOf(plan);
  const shown = new Set(plan.indices);
  for (let epoch = request.epoch + epochs; batches.length < steps; epoch += epochs) {
    const more = planBatches(strategy, { ...request, epoch }, options);
    // A strategy that makes no batches at all is refused by whoever trains.
    if (batchCount(more) === 0) break;
    for (const batch of batchesOf(more).slice(0, steps - batches.length)) {
      batches.push(batch.map(({ image, counts }) => ({ image, counts: counts && !shown.has(image) })));
      for (const { image } of batch) shown.add(image);
    }
  }
  return planOf(batches.slice(0, steps));
}

function batchesOf(plan: BatchPlan): Place[][] {
  return Array.from({ length: batchCount(plan) }, (_, batch) => placesOf(plan, batch));
}
