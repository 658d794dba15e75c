import { randomStream, shuffle, type RandomStream } from '@batchmates/random';
import type { BalancedRequest } from './balanced-plan.ts';
import { planOf, type BatchPlan } from './batch-plan.ts';
import { imagesByClass } from './images-by-class.ts';
import { planError } from './options.ts';
import { placesOfClass } from './places-of-class.ts';

/** The composition of every batch: P classes x K samples. */
export interface GroupedOptions {
  readonly samplesPerClass: number;
  readonly classesPerBatch: number;
}

/**
 * Batches of exactly `samplesPerClass` images of each of `classesPerBatch` classes drawn at random, as the PK sampler of metric
 * learning makes them (Hermans et al. 2017, In Defense of the Triplet Loss, Section 2), but so that every image counts exactly
 * once. Other than in `balancedPlan`, a class is in no more batches than its images need, unless the last batches lack classes: then
 * images are repeated, which do not count. Batches are as few as these rules allow. Classes without images are passed
 * over. An image is in a batch at most once. Throws a `UserError` when fewer than `classesPerBatch` classes have images, or
 * one of them fewer than `samplesPerClass`.
 */
export function groupedPlan(request: BalancedRequest, options: GroupedOptions): BatchPlan {
  const { samplesPerClass, classesPerBatch } = options;
  const images = imagesByClass(request, { everyClass: false });
  checkOptions(
    images.map(({ length }) => length),
    options,
  );
  const stream = randomStream(request.seed, ...request.key);
  const draws = images.map((ofClass, label) => placesOfClass(ofClass, stream.split('class', label)));
  const groups = images.map(({ length }) => Math.ceil(length / samplesPerClass));
  const chosen = classesTogether(groups, { classesPerBatch, stream: stream.split('classes') });
  return planOf(chosen.map((labels) => labels.flatMap((label) => draws[label]!(samplesPerClass))));
}

/**
 * Which classes meet in each batch, `[batches][classesPerBatch]`, each class at least as often as it has `groups` of images. A class
 * with as many groups left as there are batches left is in the next one; the others are drawn at random.
 */
function classesTogether(
  groups: readonly number[],
  { classesPerBatch, stream }: { readonly classesPerBatch: number; readonly stream: RandomStream },
): number[][] {
  const left = [...groups];
  const total = groups.reduce((sum, count) => sum + count, 0);
  const batches = Math.max(...groups, Math.ceil(total / classesPerBatch));
  const labels = [...groups.keys()].filter((label) => groups[label]! > 0);
  return Array.from({ length: batches }, (_, batch) => {
    const order = shuffle([...labels], stream);
    const urgency = (label: number) => (left[label] === batches - batch ? 2 : left[label]! > 0 ? 1 : 0);
    // Sorting is stable: classes of equal urgency stay in their random order.
    const together = order.sort((a, b) => urgency(b) - urgency(a)).slice(0, classesPerBatch);
    for (const label of together) left[label]! -= 1;
    return together;
  });
}

function checkOptions(counts: readonly number[], { samplesPerClass, classesPerBatch }: GroupedOptions): void {
  const present = counts.filter((count) => count > 0);
  if (classesPerBatch > present.length) {
    throw planError('option classes', {
      expected: `at most the ${present.length} classes that have images`,
      received: String(classesPerBatch),
      remedy: 'lower classes',
    });
  }
  const smallest = Math.min(...present);
  if (samplesPerClass > smallest) {
    throw planError('option samples', {
      expected: `at most ${smallest}, the images of class ${counts.indexOf(smallest)}, as an image is in a batch only once`,
      received: String(samplesPerClass),
      remedy: 'lower samples or add images of that class',
    });
  }
}
