import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { axisValue, nameOf, sameValue, shortValue } from '../src/axis-value.ts';
import { instanceName } from '../src/variant.ts';

describe('the name of an object', () => {
  test.each([
    [{ batching: 'standard', batchSize: 20 }, 'standard-20'],
    [{ batchSize: 20, batching: { kind: 'balanced', samplesPerClass: 2 } }, 'balanced-20-2'],
    [{ batching: { samplesPerClass: 2, kind: 'balanced' }, batchSize: 20 }, 'balanced-20-2'],
    [{ name: 'two of each', batching: 'balanced', batchSize: 20 }, 'two of each'],
    [{ batching: './strategies/my-own.ts', rate: 0.5, flip: false }, 'my-own-false-0.5'],
    [{ scale: [0.9, 1.1] }, '0.9-1.1'],
    [{ kind: 'balanced', samplesPerClass: '${samplesPerClass}' }, 'balanced'],
    [{ nothing: {} }, ''],
  ])('of %j is %s', (written, name) => {
    expect(shortValue(axisValue(written))).toBe(name);
  });

  test('does not depend on the order of keys, and fits into the name of a folder', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const reversed = Object.fromEntries(Object.entries(object).toReversed());
        expect(nameOf(reversed)).toBe(nameOf(object));
        const { name: _, ...rest } = object;
        expect(instanceName('train', { arm: axisValue(rest) })).toMatch(/^train\.[\w-]*$/);
        expect(sameValue(axisValue(rest), axisValue({ ...rest }))).toBe(true);
      }),
    );
  });
});
