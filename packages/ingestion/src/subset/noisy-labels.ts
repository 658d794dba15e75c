import { UserError } from '@batchmates/errors';
import type { RandomStream } from '@batchmates/random';
import type { SubsetParams } from './subset-params.ts';

/** How far the sum of a row may be from 1: numbers in a file are rounded. */
const TOLERANCE = 1e-6;

/**
 * The chances of each label: row `i`, column `j` is how likely an image of class `i` gets label `j`. Throws a `UserError` (`ingestion/label-noise`) for a
 * matrix of another size, or with rows that do not sum to 1.
 */
export function confusionOf(
  noise: NonNullable<SubsetParams['labelNoise']>,
  classes: number,
): readonly (readonly number[])[] {
  if ('fraction' in noise) {
    const { fraction } = noise;
    return Array.from({ length: classes }, (_, row) =>
      Array.from({ length: classes }, (__, column) =>
        row === column ? 1 - fraction : fraction / (classes - 1),
      ),
    );
  }
  const { confusion } = noise;
  const refuse = (expected: string, received: string) =>
    new UserError({
      code: 'ingestion/label-noise',
      what: 'labelNoise.confusion',
      expected,
      received,
      remedy: 'mend the matrix, or give `fraction` alone for noise that is equal for all classes',
    });
  const sizes = [confusion.length, ...confusion.map(({ length }) => length)];
  const wrong = sizes.find((size) => size !== classes);
  if (wrong !== undefined)
    throw refuse(`${classes} rows of ${classes} chances, one for each class`, `${wrong}`);
  const sums = confusion.map((row) => row.reduce((sum, chance) => sum + chance, 0));
  const off = sums.findIndex((sum) => Math.abs(sum - 1) > TOLERANCE);
  if (off >= 0) throw refuse(`row ${off} to sum to 1`, `${sums[off]}`);
  return confusion;
}

/** Draws a label by the chances of a row. */
export function drawLabel(chances: readonly number[], stream: RandomStream): number {
  let left = stream.uniform();
  const drawn = chances.findIndex((chance) => (left -= chance) < 0);
  // The sum of a row may be a little below 1.
  return drawn >= 0 ? drawn : chances.findLastIndex((chance) => chance > 0);
}
