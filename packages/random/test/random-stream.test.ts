import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomStream, shuffle, type RandomStream } from '../src/index.ts';

const draw = (stream: { uniform(): number }, count = 8) =>
  Array.from({ length: count }, () => stream.uniform());

test('the same key yields the same numbers, another key yields others', () => {
  expect(draw(randomStream(1, 'a'))).toEqual(draw(randomStream(1, 'a')));
  expect(draw(randomStream(1, 'a'))).not.toEqual(draw(randomStream(1, 'b')));
  expect(draw(randomStream(1, '2'))).not.toEqual(draw(randomStream('1', 2)));
});

// python3, in double precision: xoroshiro128+ of Blackman & Vigna with the first 16 bytes of SHA-256('["golden",1]') as two
// little-endian pairs of 32-bit words (high, low) of its state; from its low words 26 and 27 bits make a uniform number, two uniform
// numbers make a pair of normal ones (Box-Muller, the cosine first).
test('numbers are those of the published generator', () => {
  const uniform = randomStream(7, 'augmentation', 2, 3);
  expect(draw(uniform, 3)).toEqual([0.5508055074279398, 0.22051999606574013, 0.04524543078607013]);
  const normal = randomStream('golden', 1);
  [0.6329850268284127, 1.6089026517081215, 2.2653378644228006, -1.1629994453504953].forEach((value) => {
    expect(normal.normal()).toBeCloseTo(value, 12);
  });
});

test('splitting names a child and leaves the parent untouched', () => {
  const parent = randomStream(7);
  const first = parent.uniform();
  parent.split('child').uniform();
  const again = randomStream(7);
  expect(again.uniform()).toBe(first);
  expect(parent.uniform()).toBe(again.uniform());
  expect(draw(parent.split('x', 3))).toEqual(draw(randomStream(7, 'x', 3)));
});

test('integers stay below their bound and reach every value', () => {
  const stream = randomStream('integers');
  const seen = new Set(Array.from({ length: 500 }, () => stream.integer(7)));
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test('normal numbers have mean 0 and variance 1', () => {
  const stream = randomStream('normals');
  const values = Array.from({ length: 20_000 }, () => stream.normal());
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  // Five standard errors of each estimate.
  expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(values.length));
  expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / values.length));
});

test('shuffling permutes, and favours no place', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
      const shuffled = shuffle([...items], randomStream(seed));
      expect([...shuffled].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b));
    }),
  );
  const stream = randomStream('places');
  const counts = [0, 0, 0];
  for (let round = 0; round < 3000; round++) counts[shuffle([0, 1, 2], stream).indexOf(0)]! += 1;
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test('shuffling draws once for each place but the first, and swaps', () => {
  const bounds: number[] = [];
  const stream: RandomStream = {
    ...randomStream(0),
    integer: (bound) => {
      bounds.push(bound);
      return 0;
    },
  };
  expect(shuffle(['a', 'b', 'c', 'd'], stream)).toEqual(['b', 'c', 'd', 'a']);
  expect(bounds).toEqual([4, 3, 2]);
});
