import { expect } from 'vitest';
import type { State } from '../state.ts';
import { known } from './reference/forward.ts';

/** Expects two states to be equal bit by bit. */
export function expectSameBits(actual: State, expected: State): void {
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  for (const [name, tensor] of expected) expect(known(actual, name), name).toEqual(tensor);
}
