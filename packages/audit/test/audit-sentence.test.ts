import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditSentence, wayWords } from '../src/index.ts';
import { auditFacts, cellOf, gapOf, ways } from '../src/testing/index.ts';

const say = (more: Parameters<typeof auditFacts>[0] = {}) =>
  auditSentence(auditFacts(more)).replaceAll('\u00a0', ' ');

describe('the sentence of an audit', () => {
  test('what labels of batchmates are worth, where measuring used them and serving does not', () => {
    expect(say()).toBe(
      'measured in balanced batches of 10 this model errs on 4.1 %, served alone on 9.8 %: ' +
        '5.7 points [4.9, 6.5] come from the labels of its batchmates',
    );
  });

  test('measured in batches of P classes x K samples', () => {
    const composition = { kind: 'balanced', samplesPerClass: 4, classesPerBatch: 16 } as const;
    const grouped = cellOf({ ...ways.balanced, name: 'grouped', composition }, 0.041, { batchSize: 64 });
    const cells = [cellOf(ways.alone, 0.098), cellOf(ways.random, 0.15, { batchSize: 64 }), grouped];
    expect(say({ cells })).toBe(
      'measured in balanced batches of 64 (16 classes × 4) this model errs on 4.1 %, served alone on 9.8 %: ' +
        '5.7 points [4.9, 6.5] come from the labels of its batchmates',
    );
  });

  test('against random batches of the same size, which is the label gain itself', () => {
    expect(
      say({
        roles: { fixed: 0, random: 1, balanced: 2, control: 1, measuredAs: 2, servedAs: 1, trainedOn: 2 },
        measuredLessServed: gapOf(-0.109, 0.01),
      }),
    ).toBe(
      'measured in balanced batches of 10 this model errs on 4.1 %, served in random batches of 10 on 15.0 %: ' +
        '10.9 points [9.9, 11.9] come from the labels of its batchmates',
    );
  });

  test('where batch statistics help by themselves, their part and that of the labels', () => {
    const cells = [cellOf(ways.alone, 0.098), cellOf(ways.random, 0.07), cellOf(ways.balanced, 0.041)];
    expect(say({ cells, labelGain: gapOf(0.029, 0.008), batchCost: gapOf(-0.028, 0.01) })).toContain(
      ': 5.7 points [4.9, 6.5] come from its batchmates, 2.9 points [2.1, 3.7] of them from their labels',
    );
  });

  test('without a label gain that is shown, labels are given no part', () => {
    const cells = [cellOf(ways.alone, 0.098), cellOf(ways.random, 0.043), cellOf(ways.balanced, 0.041)];
    expect(say({ cells, labelGain: gapOf(0.002, 0.008) })).toContain(
      ': 5.7 points [4.9, 6.5] come from the statistics of the batch; that the labels of the batchmates have a part in it is not shown',
    );
    expect(say({ labelGain: null })).toContain(': 5.7 points [4.9, 6.5] more as served');
  });

  test('measured in random batches', () => {
    const roles = { fixed: 0, random: 1, balanced: 2, control: 1, measuredAs: 1, servedAs: 0, trainedOn: 1 };
    const cells = [cellOf(ways.alone, 0.098), cellOf(ways.random, 0.041), cellOf(ways.balanced, 0.03)];
    expect(say({ roles, cells })).toBe(
      'measured in random batches of 10 this model errs on 4.1 %, served alone on 9.8 %: ' +
        '5.7 points [4.9, 6.5] come from the statistics of the batch, whatever the labels',
    );
  });

  test('served better than measured', () => {
    const cells = [cellOf(ways.alone, 0.03), cellOf(ways.random, 0.15), cellOf(ways.balanced, 0.041)];
    expect(say({ cells, measuredLessServed: gapOf(0.011, 0.005) })).toBe(
      'measured in balanced batches of 10 this model errs on 4.1 %, served alone on 3.0 %: 1.1 points [0.6, 1.6] fewer as served',
    );
  });

  test('no difference, with and without a label gain', () => {
    const cells = [cellOf(ways.alone, 0.042), cellOf(ways.random, 0.15), cellOf(ways.balanced, 0.041)];
    const measuredLessServed = gapOf(-0.001, 0.005);
    expect(say({ cells, measuredLessServed })).toContain(
      ': no difference is shown, 0.1 points [−0.4, 0.6], though the labels of the batchmates are worth 10.9 points [9.9, 11.9] against random batches',
    );
    expect(say({ cells, measuredLessServed, labelGain: gapOf(0.001, 0.01) })).toMatch(
      /: no difference is shown, 0\.1 points \[−0\.4, 0\.6\]$/,
    );
  });

  test('a way of measuring of somebody else: no cause is named', () => {
    const cells = [...auditFacts().cells, cellOf(ways.other, 0.041)];
    const roles = { fixed: 0, random: 1, balanced: 2, control: 1, measuredAs: 3, servedAs: 0, trainedOn: 3 };
    expect(say({ cells, roles })).toBe(
      'measured under protocol “Mine” this model errs on 4.1 %, served alone on 9.8 %: 5.7 points [4.9, 6.5] more as served',
    );
  });

  test('measured as served', () => {
    const roles = { fixed: 0, random: 1, balanced: 2, control: 1, measuredAs: 0, servedAs: 0, trainedOn: 0 };
    expect(say({ roles })).toBe(
      'measured and served alone this model errs on 9.8 %; in balanced batches of 10 the labels of the batchmates are worth 10.9 points [9.9, 11.9]',
    );
    expect(say({ roles, labelGain: null })).toBe('measured and served alone this model errs on 9.8 %');
    const inBalanced = { ...roles, measuredAs: 2, servedAs: 2 };
    expect(say({ roles: inBalanced })).toBe(
      'measured and served in balanced batches of 10 this model errs on 4.1 %',
    );
  });

  test('no batch norm', () => {
    const roles = {
      fixed: 0,
      random: null,
      balanced: null,
      control: null,
      measuredAs: null,
      servedAs: null,
      trainedOn: null,
    };
    expect(say({ batchNorms: [], roles, measuredLessServed: null, labelGain: null })).toBe(
      'this model cannot depend on batchmates: it has no batch norm',
    );
  });

  test('for every pair of ways: labels are named as a cause only where their gain is above 0, and the sign is that of the errors', () => {
    const error = fc.double({ min: 0, max: 1, noNaN: true });
    const half = fc.double({ min: 0.001, max: 0.2, noNaN: true });
    const place = fc.nat({ max: 3 });
    fc.assert(
      fc.property(
        fc.tuple(error, error, error, error),
        fc.tuple(half, half),
        place,
        place,
        (errors, halves, measuredAs, servedAs) => {
          const [fixed, random, balanced, sorted] = errors;
          const cells = [
            cellOf(ways.alone, fixed),
            cellOf(ways.random, random),
            cellOf(ways.balanced, balanced),
            cellOf(ways.sorted, sorted),
          ];
          const difference = errors[measuredAs]! - errors[servedAs]!;
          const labelGain = gapOf(random - balanced, halves[1]);
          const told = say({
            cells,
            roles: { fixed: 0, random: 1, balanced: 2, control: 1, measuredAs, servedAs, trainedOn: null },
            measuredLessServed: gapOf(difference, halves[0]),
            labelGain,
          });
          if (/come from.*labels$/.test(told) && !told.includes('whatever'))
            expect([measuredAs, labelGain.interval[0] > 0]).toEqual([2, true]);
          if (/come from/.test(told)) expect(difference).toBeLessThan(-halves[0]);
          if (/fewer/.test(told)) expect(difference).toBeGreaterThan(halves[0]);
          if (/no difference/.test(told)) expect(Math.abs(difference)).toBeLessThanOrEqual(halves[0]);
          expect(told).not.toMatch(/leak|pass|fail|undefined|NaN/i);
          expect(told.includes('errs on')).toBe(true);
        },
      ),
    );
  });
});

test('how images met, in words', () => {
  const told = Object.values(ways).map((protocol) => wayWords(cellOf(protocol, 0)));
  expect(told).toEqual([
    'alone',
    'in random batches of 10',
    'in balanced batches of 10',
    'in batches of 10 sorted by class',
    'in batches of 10 in the order of the data set',
    'alone, on its own statistics',
    'with the labels of balanced batches of 10 (one-to-one assignment)',
    'under protocol “Mine”',
  ]);
  const composition = { kind: 'balanced', samplesPerClass: 8, classesPerBatch: 8 } as const;
  expect(wayWords(cellOf({ ...ways.balanced, composition }, 0, { batchSize: 64 }))).toBe(
    'in balanced batches of 64 (8 classes × 8)',
  );
  const shuffled = { ...ways.random, rearrangements: 5 };
  expect(wayWords(cellOf(shuffled, 0))).toBe('in random batches of 10 (average of 5 arrangements)');
});
