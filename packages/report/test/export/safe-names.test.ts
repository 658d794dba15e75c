import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { safeNames } from '../../src/export/safe-names.ts';

describe('safeNames', () => {
  test.each([
    [['glyphs10.train.balanced'], ['glyphs10.train.balanced']],
    [
      ['a/b', 'a b', 'A-B'],
      ['a-b', 'a-b-2', 'A-B-3'],
    ],
    [
      ['../up', '.hidden', '-rf'],
      ['_.-up', '_hidden', '_rf'],
    ],
    [
      ['x', 'x-2', 'x'],
      ['x', 'x-2', 'x-3'],
    ],
    [
      ['größe', ''],
      ['gr--e', '_'],
    ],
  ])('%j become %j', (names, expected) => {
    expect(safeNames(names)).toEqual(expected);
  });

  test('are names of files, one for each, whatever the case', () => {
    const names = fc.array(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', 'A', 'a-2', '.', '..')),
    );
    fc.assert(
      fc.property(names, (given) => {
        const safe = safeNames(given);
        expect(safe).toHaveLength(given.length);
        for (const name of safe) expect(name).toMatch(/^\w[\w.-]*$/);
        expect(new Set(safe.map((name) => name.toLowerCase())).size).toBe(given.length);
      }),
    );
  });
});
