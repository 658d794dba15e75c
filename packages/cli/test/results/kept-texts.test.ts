import { describe, expect, it } from 'vitest';
import { numbersInLines } from '../../src/results/numbers-in-lines.ts';
import { withoutDeadLinks } from '../../src/results/without-dead-links.ts';

describe('lists of numbers', () => {
  it.each([
    [[1, -2.5, 1e-7], '[1, -2.5, 1e-7]'],
    [[[0, 1], [2]], '[\n  [0, 1],\n  [2]\n]'],
    [{ a: [3], b: [] }, '{\n  "a": [3],\n  "b": []\n}'],
    [['a', 'b'], '[\n  "a",\n  "b"\n]'],
    [[1, 'a'], '[\n  1,\n  "a"\n]'],
    // A name that looks like one.
    [{ '[ 1, 2 ]': '[\n 1,\n 2 ]' }, '{\n  "[ 1, 2 ]": "[\\n 1,\\n 2 ]"\n}'],
  ])('%j', (value, text) => {
    expect(numbersInLines(JSON.stringify(value, null, 2))).toBe(text);
  });
});

describe('links', () => {
  it.each([
    ['[one](../gone/result.json)', 'one'],
    ['[one](../there/result.json)', '[one](../there/result.json)'],
    ['![cat \\[x\\]](figures/gone.svg) and [two](../there/a)', 'cat \\[x\\] and [two](../there/a)'],
    ['![\\](figures/gone.svg)', '![\\](figures/gone.svg)'],
    ['[elsewhere](https://gone.org/figures/a)', '[elsewhere](https://gone.org/figures/a)'],
    ['[\\[0.5, 0.75\\]](../gone/a)', '\\[0.5, 0.75\\]'],
  ])('%s', (page, kept) => {
    expect(withoutDeadLinks(page, (target) => target.includes('there'))).toBe(kept);
  });
});
