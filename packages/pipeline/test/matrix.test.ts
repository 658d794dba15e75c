import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrixRows, readMatrix } from '../src/matrix.ts';
import type { WrittenMatrix } from '../src/pipeline-file.ts';
import { shortVariant, type Variant } from '../src/variant.ts';

type Row = Readonly<Record<string, unknown>>;

const rowsOf = (matrix: object, inherited: readonly Variant[] = [{}]): Row[] =>
  matrixRows(readMatrix(matrix as WrittenMatrix), inherited).map(shortVariant);

const written = ({ axes, ...lists }: PlainMatrix): object => ({ ...axes, ...lists });

const sorted = (rows: readonly Row[]): string[] =>
  rows.map((row) => JSON.stringify(Object.entries(row).toSorted())).toSorted();

const FRUIT = { fruit: ['apple', 'pear'], animal: ['cat', 'dog'] };

describe('matrixRows', () => {
  // https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations, "Expanding or
  // adding matrix configurations": the matrix and the six jobs that it makes there.
  it('includes as the documentation of GitHub Actions says', () => {
    const include = [
      { color: 'green' },
      { color: 'pink', animal: 'cat' },
      { fruit: 'apple', shape: 'circle' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ];
    expect(rowsOf({ ...FRUIT, include })).toEqual([
      { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
      { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
      { fruit: 'pear', animal: 'cat', color: 'pink' },
      { fruit: 'pear', animal: 'dog', color: 'green' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ]);
  });

  // The same page, "Excluding matrix configurations": twelve combinations less three.
  it('excludes as the documentation of GitHub Actions says', () => {
    const rows = rowsOf({
      os: ['macos-latest', 'windows-latest'],
      version: [12, 14, 16],
      environment: ['staging', 'production'],
      exclude: [
        { os: 'macos-latest', version: 12, environment: 'production' },
        { os: 'windows-latest', version: 16 },
      ],
    });
    expect(rows).toHaveLength(9);
    expect(rows).not.toContainEqual({ os: 'macos-latest', version: 12, environment: 'production' });
    expect(rows.filter(({ os, version }) => os === 'windows-latest' && version === 16)).toEqual([]);
  });

  it('excludes before it includes, so that include brings back what was left out', () => {
    expect(
      rowsOf({ ...FRUIT, exclude: [{ fruit: 'pear' }], include: [{ fruit: 'pear', animal: 'dog' }] }),
    ).toEqual([
      { fruit: 'apple', animal: 'cat' },
      { fruit: 'apple', animal: 'dog' },
      { fruit: 'pear', animal: 'dog' },
    ]);
  });

  it('makes each entry a combination where there is no axis', () => {
    expect(rowsOf({ include: [{ a: 1 }, { a: 2 }] })).toEqual([{ a: 1 }, { a: 2 }]);
    expect(rowsOf({})).toEqual([{}]);
  });

  it('gives the combinations of a direct reading of these rules', () => {
    fc.assert(
      fc.property(matrixOf('a', 'b', 'c', 'd'), (matrix) => {
        expect(sorted(rowsOf(written(matrix)))).toEqual(sorted(unique(asGitHubDoes(matrix))));
      }),
      { numRuns: 500 },
    );
  });

  it('takes what the inputs bring for one more axis, which no entry can add values to', () => {
    fc.assert(
      fc.property(
        matrixOf('a', 'b', 'd', 'z'),
        fc.uniqueArray(value, { minLength: 1 }),
        ({ axes: { z: _, ...axes }, ...lists }, brought) => {
          fc.pre(Object.keys(axes).length > 0);
          const expected = asGitHubDoes({ axes: { ...axes, z: brought }, ...lists })
            .flatMap((row) => ('z' in row ? [row] : brought.map((z) => ({ ...row, z }))))
            .filter(({ z }) => brought.includes(z as number));
          const inherited = brought.map((z) => ({ z }));
          expect(sorted(rowsOf({ ...axes, ...lists }, inherited))).toEqual(sorted(unique(expected)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of axes, nor of values, but for the order of combinations', () => {
    fc.assert(
      fc.property(matrixOf('a', 'b', 'c', 'd'), ({ axes, ...lists }) => {
        const reversed = Object.fromEntries(
          Object.entries(axes)
            .toReversed()
            .map(([axis, values]) => [axis, values.toReversed()]),
        );
        expect(sorted(rowsOf({ ...reversed, ...lists }))).toEqual(sorted(rowsOf({ ...axes, ...lists })));
      }),
    );
  });
});

const value = fc.integer({ min: 0, max: 2 });

/** Any matrix over these axes; entries may have values on axes that the matrix has not. */
const matrixOf = (...axes: readonly string[]): fc.Arbitrary<PlainMatrix> => {
  const entries = fc.array(fc.dictionary(fc.constantFrom(...axes), value, { minKeys: 1 }), { maxLength: 5 });
  return fc.record({
    axes: fc.dictionary(fc.constantFrom(...axes), fc.uniqueArray(value, { minLength: 1 }), { maxKeys: 3 }),
    include: entries,
    exclude: entries,
  });
};

interface PlainMatrix {
  readonly axes: Readonly<Record<string, readonly number[]>>;
  readonly include: readonly Row[];
  readonly exclude: readonly Row[];
}

/** The rules of GitHub's documentation, sentence by sentence, without any of the code that is tested. */
function asGitHubDoes({ axes, include, exclude }: PlainMatrix): Row[] {
  const names = Object.keys(axes);
  const count = names.reduce((product, axis) => product * axes[axis]!.length, 1);
  const originals: Row[] = [];
  for (let index = 0; index < count; index += 1) {
    let rest = index;
    const row: Record<string, number> = {};
    for (const axis of names) {
      row[axis] = axes[axis]![rest % axes[axis]!.length]!;
      rest = Math.floor(rest / axes[axis]!.length);
    }
    originals.push(row);
  }
  // "If you don't specify any matrix variables, all configurations under include will run."
  if (names.length === 0 && include.length > 0) originals.pop();
  // "An excluded configuration only has to be a partial match for it to be excluded."
  const kept = originals.filter(
    (row) =>
      !exclude.some((entry) => Object.keys(entry).every((key) => key in row && row[key] === entry[key])),
  );
  const jobs: Record<string, unknown>[] = kept.map((row) => ({ ...row }));
  const added: Row[] = [];
  for (const entry of include) {
    const fitting = kept.flatMap((original, index) => {
      // "... added to each of the matrix combinations if none of the key:value pairs overwrite any of the original matrix values."
      if (Object.keys(entry).some((key) => key in original && original[key] !== entry[key])) return [];
      // "Note that the original matrix values will not be overwritten, but added matrix values can be overwritten."
      for (const key of Object.keys(entry)) jobs[index]![key] = entry[key];
      return [index];
    });
    // "If the object cannot be added to any of the matrix combinations, a new matrix combination will be created instead."
    if (fitting.length === 0) added.push(entry);
  }
  return [...jobs, ...added];
}

/** GitHub runs equal jobs twice; here they are one instance. */
function unique(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [JSON.stringify(Object.entries(row).toSorted()), row])).values()];
}
