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
