import { expect, test } from 'vitest';
import { auditCells, auditNotes, auditTable } from '../src/index.ts';
import { auditFacts, cellOf, gapOf, protocols } from '../src/testing/index.ts';

const plain = <Row extends object>(rows: readonly Row[]) =>
  rows.map((row) => Object.values(row).map((text) => String(text).replaceAll('\u00a0', ' ')));

test('every number stands with its interval and what it was measured on', () => {
  expect(plain(auditTable(auditFacts()))).toEqual([
    ['Measured less served', '−5.7 points', '[−6.5, −4.9]', 'in balanced batches of 10 less alone'],
    ['Label gain', '10.9 points', '[9.9, 11.9]', 'in random batches of 10 less in balanced batches of 10'],
    ['Batch cost', '5.2 points', '[4.2, 6.2]', 'in random batches of 10 less alone'],
    [
      'Pull of own-class batchmates',
      '−8.0 points',
      '[−10.0, −6.0]',
      'probability, within 900 images in random batches',
    ],
    [
      'Pull of the missing class',
      '1.0 points',
      '[0.5, 1.5]',
      'probability, within 950 images in random batches',
    ],
    ['Flips under new batchmates, same labels', '10.0 %', '7.0–13.0 %', '40 of 400 tries on 360 images'],
    [
      'Flips under new batchmates, whatever their labels',
      '15.0 %',
      '12.0–19.0 %',
      '60 of 400 tries on 360 images, 0.1 % of the batchmates stayed',
    ],
    ['Share of the assignment gain', '73 %', '[60, 86]', 'assignment errs on 2.0 %'],
  ]);
});

test('a p-value stands where no batches tie images together', () => {
  const measuredLessServed = { ...gapOf(-0.057, 0.008), pValue: 0.001 };
  expect(plain(auditTable(auditFacts({ measuredLessServed })))[0]!.at(-1)).toBe(
    'in balanced batches of 10 less alone, p 0.001',
  );
});

test('what was not measured says why', () => {
  const facts = auditFacts({
    labelGain: null,
    assignment: null,
    pulls: { ownClass: null, absentClass: null },
    replacedBatchmates: null,
    skipped: [
      { what: 'label gain', reason: 'class "B" has no images' },
      { what: 'assignment', reason: 'batches have no image of every class' },
    ],
  });
  expect(plain(auditTable(facts)).filter(([, value]) => value === '–')).toEqual([
    ['Label gain', '–', '', 'class "B" has no images'],
    ['Pull of own-class batchmates', '–', '', 'too few images met it both ways'],
    ['Pull of the missing class', '–', '', 'too few images met it both ways'],
    ['Flips under new batchmates, same labels', '–', '', 'not measured'],
    ['Flips under new batchmates, whatever their labels', '–', '', 'not measured'],
    ['Share of the assignment gain', '–', '', 'batches have no image of every class'],
  ]);
  expect(plain(auditTable({ ...facts, assignment: { error: 0.1, share: null } })).at(-1)).toEqual([
    'Share of the assignment gain',
    '–',
    '',
    'assignment gains nothing that is shown',
  ]);
});

test('a network without batch norm has no such numbers', () => {
  expect(auditTable(auditFacts({ batchNorms: [] }))).toEqual([]);
});

test('what was left out and the check of fixed statistics, in sentences', () => {
  const skipped = [{ what: 'Single images', reason: 'a batch norm sees 1x1' }];
  expect(auditNotes(auditFacts({ skipped })).map((told) => told.replaceAll(/\s/gu, ' '))).toEqual([
    'Not measured: Single images (a batch norm sees 1x1).',
    'Check: with all batch norms on fixed statistics no answer of 1 000 images changed under 1 protocol.',
  ]);
  expect(auditNotes({ skipped: [], fixedFlips: [] })).toEqual([]);
});

test('errors by how images met; a single arrangement has no range', () => {
  const several = cellOf(protocols.random, 0.15, { arrangements: 4, range: [0.14, 0.16] });
  expect(plain(auditCells({ cells: [cellOf(protocols.alone, 0.098), several] }))).toEqual([
    ['Alone', '9.80 %', '8.8–10.8 %', '', '0.500', '0.100', '5.00 %', '4.0–6.0 %'],
    [
      'In random batches of 10',
      '15.00 %',
      '14.0–16.0 %',
      '14.0–16.0 %',
      '0.500',
      '0.100',
      '5.00 %',
      '4.0–6.0 %',
    ],
  ]);
});
