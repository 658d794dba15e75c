import { shuffle, type RandomStream } from '@batchmates/random';
import { match } from 'ts-pattern';
import { planError, type Remainder } from './options.ts';

/** How classes are distributed over batches. */
export interface ClassesOfBatchesOptions {
  readonly classes: number;
  readonly classesPerBatch: number;
  /** Batches that each class is in. */
  readonly rounds: number;
  readonly remainder: Remainder;
}

/**
 * Which classes meet in each batch, `[batches][classesPerBatch]`: `rounds` random orders of all classes, one after the
 * other, cut into batches. A batch that spans two rounds gets no class twice, because the later round begins with
 * classes that the batch does not have. Throws a `UserError` when the batches do not come out even under `error`.
 */
export function classesOfBatches(
  { classes, classesPerBatch, rounds, remainder }: ClassesOfBatchesOptions,
  stream: RandomStream,
): number[][] {
  const all = Array.from({ length: classes }, (_, label) => label);
  // Every batch holds every class: the order means nothing, and class order reads best.
  if (classesPerBatch === classes) return Array.from({ length: rounds }, () => all);
  const batches: number[][] = [];
  let open: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const order = shuffle([...all], stream);
    const fresh = order.filter((label) => !open.includes(label)).slice(0, classesPerBatch - open.length);
    for (const label of [...fresh, ...order.filter((label) => !fresh.includes(label))]) {
      open.push(label);
      if (open.length < classesPerBatch) continue;
      batches.push(open);
      open = [];
    }
  }
  if (open.length === 0) return batches;
  return match(remainder)
    .with('drop', () => batches)
    .with('wrap', () => {
      const absent = all.filter((label) => !open.includes(label));
      return [...batches, [...open, ...shuffle(absent, stream).slice(0, classesPerBatch - open.length)]];
    })
    .with('error', () => {
      throw planError('option classesPerBatch', {
        expected: `a divisor of ${rounds * classes} groups of images`,
        received: String(classesPerBatch),
        remedy: 'or set remainder to drop or wrap',
      });
    })
    .exhaustive();
}
