import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { axisValue } from '../src/axis-value.ts';
import { interpolate } from '../src/interpolate.ts';
import type { Variant } from '../src/variant.ts';

const variant: Variant = {
  perClass: 4,
  'batch-size': 10,
  zero: 0,
  huge: 1e308,
  batching: 'balanced',
  arm: axisValue({ name: 'big', batchSize: 20, batching: { kind: 'balanced', samplesPerClass: 2 } }),
};

const valueOf = (text: string): unknown => {
  const { value, problems } = interpolate(text, variant);
  expect(problems).toEqual([]);
  return value;
};

describe('${...}', () => {
  test.each([
    ['${10 * perClass}', 40],
    ['${ 1 + 2 * 3 }', 7],
    ['${(1 + 2) * 3}', 9],
    ['${8 - 4 - 2}', 2],
    ['${16 / 4 / 2}', 2],
    ['${-perClass + 1}', -3],
    ['${2 - -3}', 5],
    ['${1.5e-1 * 2}', 0.3],
    ['${0 * -1}', 0],
    ['${batch-size}', 10],
    ['${batch-size - 1}', 9],
    ['${arm.batchSize / perClass}', 5],
    ['${arm.batching.samplesPerClass}', 2],
    ['${arm.batching}', { kind: 'balanced', samplesPerClass: 2 }],
    ['${arm}', { batchSize: 20, batching: { kind: 'balanced', samplesPerClass: 2 } }],
    ['${arm.name}', 'big'],
    ['x${perClass * 2}-${arm}-${arm.batching}-${batching}', 'x8-big-balanced-2-balanced'],
    ['$${perClass}', '${perClass}'],
  ])('%s is %j', (text, expected) => {
    expect(valueOf(text)).toStrictEqual(expected);
  });

  test('works out what JavaScript does', () => {
    const { tree } = fc.letrec<{ tree: string; leaf: string }>((tie) => ({
      leaf: fc.integer({ min: 0, max: 99 }).map(String),
      tree: fc.oneof(
        { maxDepth: 4 },
        tie('leaf'),
        fc
          .tuple(tie('tree'), fc.constantFrom('+', '-', '*'), tie('tree'))
          .map(([left, operator, right]) => `${left} ${operator} ${right}`),
        tie('tree').map((inside) => `(${inside})`),
        tie('tree').map((inside) => `- (${inside})`),
        tie('tree').map((inside) => `(${inside}) / 8`),
      ),
    }));
    fc.assert(
      fc.property(tree, (text) => {
        const expected = runInNewContext(text) as number;
        expect(valueOf(`\${${text}}`)).toBe(expected + 0);
      }),
    );
  });

  test.each([
    ['${10 *}', 'cannot work out "${10 *}"', 'a number, a matrix axis or (', 'the end'],
    ['${}', 'cannot work out "${}"', 'a number, a matrix axis or (', 'the end'],
    ['${(1 + 2}', 'cannot work out "${(1 + 2}"', 'an operator or )', 'the end'],
    ['${1 2}', 'cannot work out "${1 2}"', '+, -, * or /', '"2"'],
    ['${2 ** 3}', 'cannot work out "${2 ** 3}"', 'a number, a matrix axis or (', '"*"'],
    ['${perClass; 1}', 'cannot work out "${perClass; 1}"', '+, -, * or /', '";"'],
    ['${1 / zero}', 'cannot work out "${1 / zero}"', 'a divisor other than 0', '1 / 0'],
    ['${huge * 10}', 'cannot work out "${huge * 10}"', 'a finite number', '1e+308 * 10'],
    ['${1e999}', 'cannot work out "${1e999}"', 'a finite number', 'a number too large to be one'],
    ['${2 * batching}', 'cannot work out "${2 * batching}"', 'a number for batching', '"balanced"'],
    ['${2 * arm}', 'cannot work out "${2 * arm}"', 'a number for arm', 'an object'],
  ])('refuses %s', (text, what, expected, received) => {
    const { problems } = interpolate({ key: [text] }, variant);
    expect(problems).toEqual([{ code: 'pipeline/expression', path: ['key', 0], what, expected, received }]);
  });

  test.each([
    ['${perclass * 2}', 'no matrix axis "perclass"', 'did you mean "perClass"?'],
    ['${batchSize}', 'no matrix axis "batchSize"', 'did you mean "arm.batchSize"?'],
    ['${arm.batchsize}', 'no key "batchsize" in arm', 'did you mean "batchSize"?'],
    ['${arm.batching.kin}', 'no key "kin" in arm.batching', 'did you mean "kind"?'],
    [
      '${perClass-1}',
      'no matrix axis "perClass-1"',
      'for a difference put spaces around the minus: perClass - 1',
    ],
    ['${batching.kind}', 'no key "kind" of matrix axis batching', undefined],
    ['${arm.batchSize.x}', 'no key "x" in arm.batchSize', undefined],
    ['${arm.constructor}', 'no key "constructor" in arm', undefined],
    ['${constructor}', 'no matrix axis "constructor"', undefined],
  ])('knows no %s', (text, what, remedy) => {
    expect(interpolate(text, variant).problems).toMatchObject([
      { code: 'pipeline/unknown-axis', path: [], what, ...(remedy !== undefined && { remedy }) },
    ]);
  });
});
