import { describe, expect, test } from 'vitest';
import { toBeAllclose } from '../../src/testing/index.ts';

const closeness = { rtol: 1e-3, atol: 1e-6 };
const of = (...values: number[]) => Float32Array.from(values);

describe('toBeAllclose', () => {
  test('passes values within |a - e| <= atol + rtol |e|', () => {
    expect(toBeAllclose(of(1.0009, 0), of(1, 5e-7), closeness).pass).toBe(true);
    expect(toBeAllclose(of(1.0011), of(1), closeness).pass).toBe(false);
    expect(toBeAllclose(of(0), of(2e-6), closeness).pass).toBe(false);
    expect(toBeAllclose(of(2), of(2), { rtol: 0, atol: 0 }).pass).toBe(true);
  });

  test('names the worst value by its place', () => {
    const actual = { shape: [2, 3], data: of(0, 1.1, 2, 3, 4, 9) };
    const expected = { shape: [2, 3], data: of(0, 1, 2, 3, 4, 5) };
    const { pass, message } = toBeAllclose(actual, expected, closeness);
    expect(pass).toBe(false);
    expect(message()).toMatch(/^2 of 6 values .*worst at \[1, 2\] of \[2, 3\]: expected 5, received 9/);
  });

  test('compares shapes', () => {
    const { pass, message } = toBeAllclose(
      { shape: [2, 1], data: of(1, 2) },
      { shape: [2], data: of(1, 2) },
      closeness,
    );
    expect(pass).toBe(false);
    expect(message()).toBe('expected shape [2], received [2, 1]');
    expect(toBeAllclose(of(1), of(1, 1), closeness).pass).toBe(false);
    expect(toBeAllclose({ shape: [3], data: of(1) }, { shape: [3], data: of(1, 1, 1) }, closeness).pass).toBe(
      false,
    );
  });

  test('compares dtypes, but may expect in double precision', () => {
    expect(toBeAllclose(Float64Array.of(1), of(1), closeness).message()).toContain('dtype float32');
    expect(toBeAllclose(of(1), Float64Array.of(1), closeness).pass).toBe(true);
  });

  test.each([NaN, Infinity, -Infinity])('%f is a failure unless asked for', (value) => {
    expect(toBeAllclose(of(value), of(1), closeness).pass).toBe(false);
    expect(toBeAllclose(of(1), of(value), closeness).pass).toBe(false);
    expect(toBeAllclose(of(value), of(value), closeness).pass).toBe(false);
    expect(toBeAllclose(of(value), of(value), { ...closeness, nonFinite: true }).pass).toBe(true);
    expect(toBeAllclose(of(1), of(value), { ...closeness, nonFinite: true }).pass).toBe(false);
  });

  test('a NaN is worse than any number', () => {
    expect(toBeAllclose(of(9, NaN, 8), of(1, 1, 1), closeness).message()).toContain('worst at [1]');
  });
});
