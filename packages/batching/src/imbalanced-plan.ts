import { randomStream, shuffle, type RandomStream } from '@batchmates/random';
import type { BalancedRequest } from './balanced-plan.ts';
import { planOf, type BatchPlan, type Place } from './batch-plan.ts';
import { imagesByClass } from './images-by-class.ts';
import { planError } from './options.ts';
import { placesOfClass } from './places-of-class.ts';

/** The composition of every batch. */
export interface ImbalancedOptions {
  /** Images of each class that is neither missing nor doubled. */
  readonly samplesPerClass: number;
  /** Classes of which a batch has no image. */
  readonly missing: number;
  /** Classes of which a batch has twice as many images. */
  readonly doubled: number;
}

/**
 * Batches of all classes but for some: of `missing` classes a batch has no image, of `doubled` others `2 * samplesPerClass`, of each of the rest
 * `samplesPerClass`. Which classes these are is drawn anew for every batch, without replacement, so that all are missing and doubled equally often. Every image counts
 * exactly once; there are as many batches as that takes, and images that fill them are repeated, which do not count. An image is in a batch at most
 * once. Throws a `UserError` when a class is empty or has too few images, or no class would be left.
 */
export function imbalancedPlan(request: BalancedRequest, options: ImbalancedOptions): BatchPlan {
  const { classes, seed, key } = request;
  const { samplesPerClass, missing, doubled } = options;
  const images = imagesByClass(request, { everyClass: true });
  checkOptions(
    images.map(({ length }) => length),
    options,
  );
  const stream = randomStream(seed, ...key);
  const draws = images.map((ofClass, label) => placesOfClass(ofClass, stream.split('class', label)));
  const left = images.map(({ length }) => length);
  const nextMissing = cycle(classes, stream.split('missing'));
  const nextDoubled = cycle(classes, stream.split('doubled'));
  const batches: Place[][] = [];
  while (left.some((count) => count > 0)) {
    const absent = nextMissing(missing, []);
    const twice = nextDoubled(doubled, absent);
    const batch = images.flatMap((_, label) => {
      if (absent.includes(label)) return [];
      return draws[label]!(twice.includes(label) ? 2 * samplesPerClass : samplesPerClass);
    });
    for (const { image, counts } of batch) if (counts) left[request.labels[image]!]! -= 1;
    batches.push(batch);
  }
  return planOf(batches);
}

/** Draws classes in random orders of all, one after the other; those that a batch cannot take are the first of the next one. */
function cycle(
  classes: number,
  stream: RandomStream,
): (count: number, except: readonly number[]) => readonly number[] {
  const waiting: number[] = [];
  return (count, except) => {
    const drawn: number[] = [];
    while (drawn.length < count) {
      const next = waiting.findIndex((label) => !except.includes(label) && !drawn.includes(label));
      if (next >= 0) drawn.push(...waiting.splice(next, 1));
      else
        waiting.push(
          ...shuffle(
            Array.from({ length: classes }, (_, label) => label),
            stream,
          ),
        );
    }
    return drawn;
  };
}

function checkOptions(
  counts: readonly number[],
  { samplesPerClass, missing, doubled }: ImbalancedOptions,
): void {
  if (missing >= counts.length || missing + doubled > counts.length) {
    throw planError('options missing and doubled', {
      expected: `fewer missing classes than the ${counts.length} there are, and no more of both together`,
      received: `${missing} missing, ${doubled} doubled`,
    });
  }
  const most = doubled > 0 ? 2 * samplesPerClass : samplesPerClass;
  const smallest = Math.min(...counts);
  if (most <= smallest) return;
  throw planError('option samplesPerClass', {
    expected: `batches of at most ${smallest} images of a class, all of class ${counts.indexOf(smallest)}, as an image is in a batch only once`,
    received: `${most}`,
    remedy: 'lower samplesPerClass or add images of that class',
  });
}
