import { arrange, defineProtocol, predict, type TestImages } from '@batchmates/protocols';
import { randomStream } from '@batchmates/random';
import {
  wilsonInterval,
  type AuditFacts,
  type Predictions,
  type ReplacedBatchmates,
} from '@batchmates/results';
import type { BatchPlan } from '@batchmates/batching';
import { z } from 'zod';
import type { Inference } from '../session/with-test-images.ts';
import type { OnBatch } from './measure-cells.ts';
import type { PlannedCell } from './plan-cells.ts';
import { drawTargets, replaceBatchmates } from './replace-batchmates.ts';

/** The random batches, and what was answered in each of their arrangements. */
export interface ReplaceRequest {
  readonly cell: PlannedCell;
  readonly before: readonly Predictions[];
  readonly onBatch: OnBatch;
}

/**
 * How often an image is answered otherwise when every batchmate is replaced: by images of the same labels, so that labels tell nothing new,
 * and by images whatever their labels. One image of each random batch is looked at, and each as seldom as can be.
 */
export async function replacedBatchmates(
  inference: Inference,
  { cell, before, onBatch }: ReplaceRequest,
): Promise<AuditFacts['replacedBatchmates']> {
  const { labels } = inference.images;
  const taken = new Set<number>();
  const [same, any] = [emptyCount(), emptyCount()];
  for (const [index, seed] of cell.seeds.entries()) {
    const plan = planOf(cell, inference.images, seed);
    const stream = randomStream(seed, 'audit/replaced');
    const targets = drawTargets(plan, taken, stream.split('targets'));
    for (const [count, name, key] of [
      [same, 'same labels', (image: number) => labels[image]!],
      [any, 'any labels', () => 0],
    ] as const) {
      const replaced = replaceBatchmates(plan, { targets, key, stream: stream.split(name) });
      const after = await predictPlan(inference, replaced.plan, (counted) => onBatch(counted, name));
      count.targets += targets.length;
      count.flips += targets.filter(
        (image) => after.predicted[image] !== before[index]!.predicted[image],
      ).length;
      count.places += replaced.places;
      count.kept += replaced.kept;
    }
  }
  if (taken.size === 0) return null;
  return { sameLabels: ratesOf(same, taken.size), anyLabels: ratesOf(any, taken.size) };
}

function planOf({ protocol, options }: PlannedCell, images: TestImages, seed: number): BatchPlan {
  const { labels, classes } = images;
  return arrange(protocol, { labels, classes, seed, view: 0, rearrangement: 0 }, options);
}

function predictPlan(
  inference: Inference,
  plan: BatchPlan,
  onBatch: (counted: number) => void,
): Promise<Predictions> {
  const protocol = defineProtocol({
    name: 'random, batchmates replaced',
    heading: 'Random, batchmates replaced',
    order: 25,
    summary: 'random batches in which one image stays and all others are replaced',
    options: z.strictObject({}),
    statistics: () => 'batch',
    rearrangements: () => 1,
    composition: () => ({ kind: 'other', description: 'batchmates replaced' }),
    shuffles: false,
    arrange: () => plan,
  });
  return predict({ ...inference, protocol, options: {}, onBatch });
}

interface Count {
  targets: number;
  flips: number;
  places: number;
  kept: number;
}

function emptyCount(): Count {
  return { targets: 0, flips: 0, places: 0, kept: 0 };
}

/** `images`: different ones among the targets. */
function ratesOf({ targets, flips, places, kept }: Count, images: number): ReplacedBatchmates {
  const rate = flips / targets;
  return {
    targets,
    flips,
    images,
    rate,
    interval: wilsonInterval(rate * images, images),
    kept: places === 0 ? 0 : kept / places,
  };
}
