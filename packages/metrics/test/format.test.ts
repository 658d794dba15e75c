import { describe, expect, it } from 'vitest';
import { count, percent, percentRange, points, pValue } from '../src/format.ts';

describe('numbers as people read them', () => {
  it.each([
    [percent(0.0445), '4.45\u00a0%'],
    [percent(-0.02, 0), '−2\u00a0%'],
    [percentRange([0.0404, 0.0492]), '4.0–4.9\u00a0%'],
    [points(-0.0345), '−3.45'],
    [points(0.012), '+1.20'],
    [points(0), '+0.00'],
    [percent(1), '100.00\u00a0%'],
    [percent(0.12345, 1), '12.3\u00a0%'],
    [percentRange([0, 1], 0), '0–100\u00a0%'],
    [count(1234567), '1\u202f234\u202f567'],
    [count(999), '999'],
    [count(1000), '1\u202f000'],
    [count(0), '0'],
    [pValue(0.0134), '0.013'],
    [pValue(1), '1.000'],
    [pValue(0.001), '0.001'],
    [pValue(0.00099), '1 × 10⁻³'],
    [pValue(7e-123), '7 × 10⁻¹²³'],
    [pValue(4e-56), '4 × 10⁻⁵⁶'],
    [pValue(3e-80), '3 × 10⁻⁸⁰'],
    [pValue(2.3e-9), '2 × 10⁻⁹'],
    // 9.6 rounds up to the next power.
    [pValue(9.6e-5), '1 × 10⁻⁴'],
    [pValue(0), '< 10⁻³⁰⁰'],
  ])('%s', (shown, expected) => {
    expect(shown).toBe(expected);
  });
});
