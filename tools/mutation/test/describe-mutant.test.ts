import { expect, test } from 'vitest';
import { describeMutant, mutantKey } from '../src/describe-mutant.mjs';

const source = 'const a = 1;\n  if (a < 2) {\n    run();\n  }\n';

test('a mutant is described by its line of code and what it exchanges there', () => {
  const mutant = {
    mutatorName: 'EqualityOperator',
    replacement: 'a <= 2',
    location: { start: { line: 1, column: 6 }, end: { line: 1, column: 11 } },
  };
  expect(describeMutant('x.ts', source, mutant)).toEqual({
    file: 'x.ts',
    line: 2,
    code: 'if (a < 2) {',
    mutator: 'EqualityOperator',
    original: 'a < 2',
    replacement: 'a <= 2',
  });
});

test('code of several lines counts as one, with single spaces', () => {
  const block = {
    mutatorName: 'BlockStatement',
    replacement: '{}',
    location: { start: { line: 1, column: 13 }, end: { line: 3, column: 3 } },
  };
  expect(describeMutant('x.ts', source, block)).toMatchObject({ line: 2, original: '{ run(); }' });
});

test('the key is the same when lines come or go above, and another for another change', () => {
  const mutant = {
    mutatorName: 'EqualityOperator',
    replacement: 'a <= 2',
    location: { start: { line: 1, column: 6 }, end: { line: 1, column: 11 } },
  };
  const { start, end } = mutant.location;
  const lower = { ...mutant, location: { start: { ...start, line: 2 }, end: { ...end, line: 2 } } };
  const key = mutantKey(describeMutant('x.ts', source, mutant));
  expect(mutantKey(describeMutant('x.ts', `\n${source}`, lower))).toBe(key);
  expect(mutantKey(describeMutant('x.ts', source, { ...mutant, replacement: 'a >= 2' }))).not.toBe(key);
  expect(mutantKey(describeMutant('y.ts', source, mutant))).not.toBe(key);
});
