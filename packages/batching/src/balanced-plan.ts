import { randomStream, type RandomKey } from '@batchmates/random';
import { match } from 'ts-pattern';
import { planOf, type BatchPlan } from './batch-plan.ts';
import { classesOfBatches } from './classes-of-batches.ts';
import { imagesByClass } from './images-by-class.ts';
import { planError, type Remainder } from './options.ts';
import { placesOfClass } from './places-of-class.ts';

/** What a balanced plan is made from; `seed` and `key` name its randomness. */
export interface BalancedRequest {
  readonly labels: Uint16Array;
  readonly classes: number;
  readonly seed: number;
  readonly key: RandomKey;
}

/** The composition of every batch. */
export interface BalancedOptions {
  readonly samplesPerClass: number;
  readonly classesPerBatch: number;
  readonly remainder: Remainder;
}

/**
 * Balanced batches over all images: each has exactly `samplesPerClass` images of each of `classesPerBatch` classes.
 * An image is in a batch at most once. Every class is in equally many batches: with `wrap` in as many as the largest class
 * needs, images of the smaller ones being repeated in other batches; with `drop` in as many as the smallest class can fill; with
 * `error` the classes must come out even. Throws a `UserError` when a class is empty, has under `wrap` fewer images than
 * `samplesPerClass`, or does not come out even.
 */
export function balancedPlan(request: BalancedRequest, options: BalancedOptions): BatchPlan {
  const { classes, seed, key } = request;
  const { samplesPerClass, classesPerBatch, remainder } = options;
  if (classesPerBatch > classes) {
    throw planError('option classesPerBatch', {
      expected: `at most the ${classes} classes there are`,
      received: String(classesPerBatch),
    });
  }
  const images = imagesByClass(request, { everyClass: true });
  const rounds = batchesPerClass(
    images.map(({ length }) => length),
    options,
  );
  const stream = randomStream(seed, ...key);
  const draws = images.map((ofClass, label) => placesOfClass(ofClass, stream.split('class', label)));
  const chosen = classesOfBatches({ classes, classesPerBatch, rounds, remainder }, stream.split('classes'));
  return planOf(chosen.map((labels) => labels.flatMap((label) => draws[label]!(samplesPerClass))));
}

function batchesPerClass(
  counts: readonly number[],
  { samplesPerClass, remainder }: Pick<BalancedOptions, 'samplesPerClass' | 'remainder'>,
): number {
  const [smallest, largest] = [Math.min(...counts), Math.max(...counts)];
  return match(remainder)
    .with('wrap', () => {
      if (smallest >= samplesPerClass) return Math.ceil(largest / samplesPerClass);
      throw planError('option samplesPerClass', {
        expected: `at most ${smallest}, the images of class ${counts.indexOf(smallest)}, as an image is in a batch only once`,
        received: String(samplesPerClass),
        remedy: 'lower samplesPerClass or add images of that class',
      });
    })
    .with('drop', () => Math.floor(smallest / samplesPerClass))
    .with('error', () => {
      if (smallest === largest && smallest % samplesPerClass === 0) return smallest / samplesPerClass;
      throw planError('balanced batches', {
        expected: `equally many images of every class, a multiple of ${samplesPerClass}`,
        received: `${smallest} to ${largest} per class`,
        remedy: 'set remainder to drop or wrap',
      });
    })
    .exhaustive();
}
