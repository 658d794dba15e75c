import { expect, test } from 'vitest';
import type { DescribedMutant } from '../src/describe-mutant.mjs';
import { selectMutants } from '../src/select-mutants.mjs';

const mutants = Array.from({ length: 40 }, (_, at): DescribedMutant => ({
  file: 'x.ts',
  line: at + 1,
  code: `const a = ${at};`,
  mutator: 'Literal',
  original: String(at),
  replacement: '-1',
}));
const chosen = (seed: string, from = mutants, sample = 10) => {
  const choices = selectMutants(from, { sample, seed, equivalent: [] });
  return from.filter((_, at) => choices[at] === 'run').map(({ code }) => code);
};

test('a sample has the size that is asked for, and is named by its seed', () => {
  expect(chosen('0')).toHaveLength(10);
  expect(chosen('0')).toEqual(chosen('0'));
  expect(chosen('1')).not.toEqual(chosen('0'));
  expect(chosen('0', mutants, Infinity)).toHaveLength(40);
});

test('a sample stays as it is, but for one, when a mutant outside or inside of it goes', () => {
  for (const gone of mutants) {
    const left = mutants.filter((mutant) => mutant !== gone);
    const kept = chosen('0', left).filter((code) => chosen('0').includes(code));
    expect(kept).toHaveLength(chosen('0').includes(gone.code) ? 9 : 10);
  }
});

test('equal changes of equal lines are drawn one by one', () => {
  const twins = Array.from({ length: 8 }, () => mutants[0]!);
  expect(chosen('0', twins, 3)).toHaveLength(3);
});

test('equivalent mutants are named and never drawn', () => {
  const [first, second] = [mutants[0]!, mutants[1]!];
  const choices = selectMutants(mutants, {
    sample: 38,
    seed: '0',
    equivalent: [first, second].map((mutant) => ({ ...mutant, reason: 'nobody reads it' })),
  });
  expect(choices.slice(0, 2)).toEqual(['equivalent', 'equivalent']);
  expect(choices.filter((choice) => choice === 'run')).toHaveLength(38);
});
