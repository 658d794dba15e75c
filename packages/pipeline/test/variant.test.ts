import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agree, combinations, instanceName, join, type Variant } from '../src/variant.ts';

const variant = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 2 }));
const variants = fc.array(variant, { maxLength: 5 });

const asSet = (list: readonly Variant[]) =>
  new Set(list.map((each) => JSON.stringify(Object.entries(each).toSorted())));

describe('the join of variants', () => {
  it('merges exactly the pairs that agree', () => {
    fc.assert(
      fc.property(variants, variants, (left, right) => {
        const expected = left.flatMap((one) =>
          right.filter((other) => agree(one, other)).map((other) => ({ ...one, ...other })),
        );
        expect(asSet(join(left, right))).toEqual(asSet(expected));
      }),
    );
  });

  it('is commutative and associative up to order, with the empty variant as its unit', () => {
    fc.assert(
      fc.property(variants, variants, variants, (one, two, three) => {
        expect(asSet(join(one, two))).toEqual(asSet(join(two, one)));
        expect(asSet(join(join(one, two), three))).toEqual(asSet(join(one, join(two, three))));
        expect(asSet(join(one, [{}]))).toEqual(asSet(one));
      }),
    );
  });
});

describe('combinations', () => {
  it('count the product of the axes', () => {
    expect(combinations({ a: [1, 2], b: ['x', 'y', 'z'] })).toHaveLength(6);
    expect(combinations({})).toEqual([{}]);
  });
});

describe('instanceName', () => {
  it('holds no dot but between values, and the base name of a module', () => {
    expect(
      instanceName('train', { batching: './strategies/my-own.ts', rate: 0.5, seed: 3, name: 'a b/c' }),
    ).toBe('train.my-own.0_5.3.a-b-c');
  });
});
