import type { Artifact } from '@batchmates/artifact';
import { expect, expectTypeOf, test } from 'vitest';
import { inputsOf, type StageInputs } from '../src/index.ts';

const artifact = (directory: string) => ({ directory }) as Artifact;

test('an input is one artifact, a list where it gathers, or nothing where it is optional', () => {
  const specs = { one: { type: 'x' }, some: { type: 'x', many: true }, maybe: { type: 'x', optional: true } };
  expect(inputsOf(specs, { one: [artifact('a')], some: [artifact('b'), artifact('c')] })).toEqual({
    one: artifact('a'),
    some: [artifact('b'), artifact('c')],
    maybe: undefined,
  });
  expect(() => inputsOf(specs, { some: [] })).toThrow('internal: input "one": 0 artifacts');
});

test('and is typed so', () => {
  type Inputs = StageInputs<{
    one: { type: 'x' };
    some: { type: 'x'; many: true };
    few: { type: 'x'; many: true; optional: true };
    maybe: { type: 'x'; optional: true };
  }>;
  expectTypeOf<Inputs>().toEqualTypeOf<{
    readonly one: Artifact;
    readonly some: readonly Artifact[];
    readonly few: readonly Artifact[];
    readonly maybe: Artifact | undefined;
  }>();
});
