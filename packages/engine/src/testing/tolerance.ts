import { expect } from 'vitest';
import type { Precision } from '../engine.ts';
import type { Tensor } from '../state.ts';
import type { Values } from './to-be-allclose.ts';

/**
 * How far an engine may be from the reference.
 *
 * - `elementwise`: `|a - e| <= rtol * |e| + scale * max|e|`, the maximum over the tensor: values that are small
 *   because large ones cancel cannot be more exact than those.
 * - `norm`: `||a - e|| <= relative * ||e||` over the tensor, for arithmetic whose rounding flips single ReLUs.
 */
export type Tolerance =
  | { readonly kind: 'elementwise'; readonly rtol: number; readonly scale: number }
  | { readonly kind: 'norm'; readonly relative: number };

/** What each precision is held to: float32 to 1e-4; bfloat16, with 8 significant bits, to 5 % in the norm. */
export function defaultTolerance(precision: Precision): Tolerance {
  return precision === 'f32'
    ? { kind: 'elementwise', rtol: 1e-4, scale: 2e-5 }
    : { kind: 'norm', relative: 0.05 };
}

/** Expects `actual` to be as close to `expected` as `tolerance` says; `label` names the tensor in failures. */
export function expectClose(actual: Values, expected: Values, tolerance: Tolerance, label: string): void {
  const wanted = 'shape' in expected ? expected.data : expected;
  if (tolerance.kind === 'elementwise') {
    const largest = Float64Array.from(wanted).reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    const atol = Math.max(tolerance.scale * largest, Number.MIN_VALUE);
    expect(actual, label).toBeAllclose(expected, { rtol: tolerance.rtol, atol });
    return;
  }
  const received = 'shape' in actual ? actual.data : actual;
  expect(received.length, `${label}: number of values`).toBe(wanted.length);
  const difference = norm(wanted.length, (i) => (received[i] ?? NaN) - (wanted[i] ?? NaN));
  const size = norm(wanted.length, (i) => wanted[i] ?? NaN);
  expect(difference, `${label}: norm of the difference, of ${size}`).toBeLessThanOrEqual(
    Math.max(tolerance.relative * size, 1e-6),
  );
}

/** Expects every tensor of `expected` in `actual`, as close as `tolerance` says. */
export function expectCloseAll(
  actual: ReadonlyMap<string, Tensor>,
  expected: ReadonlyMap<string, Tensor>,
  tolerance: Tolerance,
): void {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [name, tensor] of expected) {
    const received = actual.get(name);
    expect(received?.shape, `shape of ${name}`).toEqual(tensor.shape);
    if (received !== undefined) expectClose(received, tensor, tolerance, name);
  }
}

function norm(length: number, value: (index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < length; index++) sum += value(index) ** 2;
  return Math.sqrt(sum);
}

/**
 * Expects probabilities to be close: absolutely, since the softmax of logits that are `tolerance` apart moves no
 * probability further than that.
 */
export function expectCloseProbabilities(
  actual: Float32Array,
  expected: Float32Array,
  tolerance: Tolerance,
  label: string,
): void {
  const atol = tolerance.kind === 'elementwise' ? tolerance.rtol : tolerance.relative;
  expect(actual, label).toBeAllclose(expected, { rtol: 0, atol });
}
