import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtInProtocols } from '../../src/index.ts';
import { protocolLaws } from '../../src/testing/index.ts';

test.each(['name', 'heading', 'order'] as const)('each has a %s of its own', (key) => {
  expect(new Set(builtInProtocols.map((protocol) => protocol[key])).size).toBe(builtInProtocols.length);
});

test('names, headings and places of the columns are those that results are read by', () => {
  const columns = builtInProtocols.map(({ name, heading, order, shuffles, decision }) => {
    return [name, heading, order, shuffles, decision?.name];
  });
  expect(columns).toEqual([
    ['standard', 'Standard', 10, false, undefined],
    ['random', 'Random batches', 20, false, undefined],
    ['balanced', 'Balanced batches', 40, false, undefined],
    ['shuffled-balanced', 'Shuffled balanced', 50, true, undefined],
    ['shuffled-random', 'Shuffled random', 30, true, undefined],
    ['assignment', 'Assignment', 70, false, 'one-to-one assignment'],
    ['grouped', 'Grouped batches', 60, false, undefined],
    ['imbalanced', 'Imbalanced batches', 55, false, undefined],
    ['single', 'Single images', 80, false, undefined],
    ['stream', 'Data set order', 90, false, undefined],
    ['sorted', 'Sorted by class', 100, false, undefined],
  ]);
});

test('statistics and passes by default, and which images meet among four classes', () => {
  const kinds = builtInProtocols.map((protocol) => {
    const options = protocol.options.parse({});
    const { kind } = protocol.composition(options, { classes: 4 });
    return [protocol.statistics(options), protocol.rearrangements(options), kind];
  });
  expect(kinds).toEqual([
    ['population', 1, 'single'],
    ['batch', 1, 'random'],
    ['batch', 1, 'balanced'],
    ['batch', 1, 'balanced'],
    ['batch', 1, 'random'],
    ['population', 1, 'balanced'],
    ['batch', 1, 'balanced'],
    ['batch', 1, 'other'],
    ['batch', 1, 'single'],
    ['batch', 1, 'ordered'],
    ['batch', 1, 'sorted'],
  ]);
});

test('options are positive whole numbers of names that are known', () => {
  const refused = [
    { batchSize: 0 },
    { batchSize: 1.5 },
    { samplesPerClass: -1 },
    { classesPerBatch: 0 },
    { rearrangements: 0 },
    { classes: 0 },
    { samples: 0.5 },
    { colour: 'red' },
  ];
  for (const { options } of builtInProtocols)
    for (const raw of refused) expect(options.safeParse(raw).success).toBe(false);
});

describe.each(builtInProtocols.map((protocol) => [protocol.name, protocol] as const))(
  '%s with its default options',
  (_, protocol) => {
    protocolLaws({ protocol, options: () => fc.constant({}) });
  },
);
