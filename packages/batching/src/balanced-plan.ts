import { randomStream, type RandomKey } from '@batchmates/random';
import { match } from 'ts-pattern';
import { planOf, type BatchPlan, type Place } from './batch-plan.ts';
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
  /** Groups of that composition, one after the other in a batch; absent: 1. */
  readonly groupsPerBatch?: number | undefined;
  readonly remainder: Remainder;
}

/**
 * Balanced batches over all images: each has exactly `samplesPerClass` images of each of `classesPerBatch` classes.
 * An image is in a batch at most once. Every class is in equally many batches: with `wrap` in as many as the largest class
 * needs, images of the smaller ones being repeated in other batches; with `drop` in as many as the smallest class can fill; with
 * `error` the classes must come out even. With `groupsPerBatch` all of this holds of each of so many groups, which follow one
 * another in a batch; groups that fill no batch are left out (`drop`), joined by others (`wrap`), or an error. Throws a `UserError`
 * when a class is empty, has under `wrap` fewer images than `samplesPerClass`, or than a batch needs, or does not come out even.
 */
export function balancedPlan(request: BalancedRequest, options: BalancedOptions): BatchPlan {
  const { classes, seed, key } = request;
  const { samplesPerClass, classesPerBatch, groupsPerBatch = 1, remainder } = options;
  if (classesPerBatch > classes) {
    throw planError('option classesPerBatch', {
      expected: `at most the ${classes} classes there are`,
      received: String(classesPerBatch),
    });
  }
  const images = imagesByClass(request, { everyClass: true });
  const least = batchesPerClass(
    images.map(({ length }) => length),
    options,
  );
  const rounds = remainder === 'wrap' ? roundsOfWholeBatches(least, classes, options) : least;
  const stream = randomStream(seed, ...key);
  const draws = images.map((ofClass, label) => placesOfClass(ofClass, stream.split('class', label)));
  const chosen = classesOfBatches({ classes, classesPerBatch, rounds, remainder }, stream.split('classes'));
  return planOf(
    joinGroups(chosen, { groupsPerBatch, remainder }).map((groups) => {
      const places = placesOfBatch(groups, (label, times) => {
        assertEnough(images[label]!.length, { label, needed: times * samplesPerClass });
        return draws[label]!(times * samplesPerClass);
      });
      return groups.flatMap((labels) => labels.flatMap((label) => places(label, samplesPerClass)));
    }),
  );
}

/** The least number of rounds, from `least` on, whose groups fill their batches. */
function roundsOfWholeBatches(
  least: number,
  classes: number,
  { classesPerBatch, groupsPerBatch = 1 }: Pick<BalancedOptions, 'classesPerBatch' | 'groupsPerBatch'>,
): number {
  let rounds = least;
  while (Math.ceil((rounds * classes) / classesPerBatch) % groupsPerBatch !== 0) rounds++;
  return rounds;
}

/** The classes of groups, `[batches][groupsPerBatch][classesPerBatch]`. */
function joinGroups(
  groups: readonly (readonly number[])[],
  { groupsPerBatch, remainder }: { readonly groupsPerBatch: number; readonly remainder: Remainder },
): (readonly (readonly number[])[])[] {
  const batches = Math.floor(groups.length / groupsPerBatch);
  if (remainder === 'error' && batches * groupsPerBatch < groups.length) {
    throw planError('option groupsPerBatch', {
      expected: `a divisor of the ${groups.length} groups of an epoch`,
      received: String(groupsPerBatch),
      remedy: 'or set remainder to drop or wrap',
    });
  }
  return Array.from({ length: batches }, (_, batch) =>
    groups.slice(batch * groupsPerBatch, (batch + 1) * groupsPerBatch),
  );
}

/**
 * Hands out the places of one batch, class by class: those of a class are drawn together for all its groups, so that none of its
 * images is in the batch twice.
 */
function placesOfBatch(
  groups: readonly (readonly number[])[],
  draw: (label: number, times: number) => Place[],
): (label: number, size: number) => Place[] {
  const drawn = new Map<number, Place[]>();
  return (label, size) => {
    const places = drawn.get(label) ?? draw(label, groups.filter((labels) => labels.includes(label)).length);
    drawn.set(label, places);
    return places.splice(0, size);
  };
}

function assertEnough(
  images: number,
  { label, needed }: { readonly label: number; readonly needed: number },
): void {
  if (needed <= images) return;
  throw planError('option groupsPerBatch', {
    expected: `batches of at most ${images} images of class ${label}, which it has, as an image is in a batch only once`,
    received: String(needed),
    remedy: 'lower groupsPerBatch or add images of that class',
  });
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
