import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { standard } from '../../src/index.ts';
import { protocolLaws } from '../../src/testing/index.ts';

describe('standard', () => {
  protocolLaws({
    protocol: standard,
    options: () =>
      fc.record({
        statistics: fc.constantFrom('running', 'population'),
        batchSize: fc.integer({ min: 1, max: 9 }),
      }),
  });

  test('normalises by the fixed statistics it is told, pooled ones unless told otherwise', () => {
    expect(standard.statistics(standard.options.parse({}))).toBe('population');
    expect(standard.statistics(standard.options.parse({ statistics: 'running' }))).toBe('running');
    expect(() => standard.options.parse({ statistics: 'batch' })).toThrow(/running/);
  });
});

test('fifty images at a time unless told otherwise, in order, the last batch smaller', () => {
  const request = { labels: new Uint16Array(70), classes: 1, seed: 0, view: 3, rearrangement: 0 };
  const offsets = (options: object) => [
    ...standard.arrange(request, standard.options.parse(options)).offsets,
  ];
  expect(offsets({})).toEqual([0, 50, 70]);
  expect(offsets({ batchSize: 30 })).toEqual([0, 30, 60, 70]);
});
