import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addColourSums, pixelNormalisation, colourSums, noColour } from '../src/index.ts';

test('mean, deviation and principal colour of two pixels', async () => {
  // Pixels (0, 0, 0) and (255, 255, 0): covariance 1/4 [[1, 1, 0], [1, 1, 0], [0, 0, 0]].
  const { mean, std, eigenvalues, eigenvectors } = await pixelNormalisation(
    colourSums(Uint8Array.of(0, 0, 0, 255, 255, 0), 3),
  );
  expect(mean).toEqual([0.5, 0.5, 0]);
  expect(std).toEqual([0.5, 0.5, 0]);
  expect(eigenvalues[0]).toBeCloseTo(0.5, 12);
  expect(eigenvalues[1]).toBeCloseTo(0, 12);
  expect(eigenvectors[0]![0]).toBeCloseTo(Math.SQRT1_2, 12);
  expect(eigenvectors[0]![1]).toBeCloseTo(Math.SQRT1_2, 12);
});

test('eigenvectors are orthonormal, in descending order, and rebuild the covariance', async () => {
  const pixels = fc
    .uint8Array({ minLength: 6, maxLength: 300 })
    .map((bytes) => bytes.subarray(0, bytes.length - (bytes.length % 3)));
  await fc.assert(
    fc.asyncProperty(pixels, async (image) => {
      const { mean, std, eigenvalues, eigenvectors } = await pixelNormalisation(colourSums(image, 3));
      for (let a = 0; a < 3; a++) {
        for (let b = 0; b < 3; b++) {
          const dot = eigenvectors[a]!.reduce((sum, value, at) => sum + value * eigenvectors[b]![at]!, 0);
          expect(dot).toBeCloseTo(a === b ? 1 : 0, 10);
          const rebuilt = eigenvalues.reduce(
            (sum, value, at) => sum + value * eigenvectors[at]![a]! * eigenvectors[at]![b]!,
            0,
          );
          let covariance = 0;
          for (let at = 0; at < image.length; at += 3) {
            covariance += (image[at + a]! / 255 - mean[a]!) * (image[at + b]! / 255 - mean[b]!);
          }
          expect(rebuilt).toBeCloseTo(covariance / (image.length / 3), 10);
          if (a === b) expect(std[a]! ** 2).toBeCloseTo(rebuilt, 10);
        }
        expect(eigenvalues[a]!).toBeGreaterThanOrEqual(eigenvalues[a + 1] ?? 0);
      }
    }),
  );
});

test('sums of parts add up to the sums of the whole, for any number of channels', () => {
  const cut = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.uint8Array({ maxLength: 60 }), fc.nat(15));
  fc.assert(
    fc.property(cut, ([channels, bytes, pixel]) => {
      const image = bytes.subarray(0, bytes.length - (bytes.length % channels));
      const at = Math.min(pixel * channels, image.length);
      const parts = [image.subarray(0, at), image.subarray(at)].map((part) => colourSums(part, channels));
      expect(parts.reduce(addColourSums, noColour(channels))).toEqual(colourSums(image, channels));
    }),
  );
});

test('every third pixel has the sums of an image made of those', () => {
  for (const channels of [1, 3]) {
    const image = Uint8Array.from({ length: 20 * channels }, (_, at) => (at * 37) & 255);
    const chosen = [0, 3, 6, 9, 12, 15, 18].flatMap((pixel) => [
      ...image.subarray(pixel * channels, (pixel + 1) * channels),
    ]);
    expect(colourSums(image, channels, 3)).toEqual(colourSums(Uint8Array.from(chosen), channels));
  }
});

test('sums of two pixels by hand, in three channels, in two, and of every second pixel', () => {
  expect(colourSums(Uint8Array.of(1, 2, 3, 4, 5, 6), 3)).toEqual({
    pixels: 2,
    sum: [5, 7, 9],
    products: [17, 22, 27, 22, 29, 36, 27, 36, 45],
  });
  expect(colourSums(Uint8Array.of(1, 2, 3, 4), 2)).toEqual({
    pixels: 2,
    sum: [4, 6],
    products: [10, 14, 14, 20],
  });
  expect(colourSums(Uint8Array.of(1, 2, 9, 9, 3, 4), 2, 2)).toEqual({
    pixels: 2,
    sum: [4, 6],
    products: [10, 14, 14, 20],
  });
  expect(colourSums(Uint8Array.of(1, 2, 3, 9, 9, 9, 4, 5, 6), 3, 2)).toEqual(
    colourSums(Uint8Array.of(1, 2, 3, 4, 5, 6), 3),
  );
  expect(noColour(2)).toEqual({ pixels: 0, sum: [0, 0], products: [0, 0, 0, 0] });
  expect(
    addColourSums({ pixels: 1, sum: [2], products: [4] }, { pixels: 3, sum: [9], products: [27] }),
  ).toEqual({
    pixels: 4,
    sum: [11],
    products: [31],
  });
});

test('sums of different channels are not added', () => {
  expect(() => addColourSums(noColour(1), noColour(3))).toThrow(
    'internal: colour sums of different channel counts',
  );
});

test('without pixels nothing is shifted or scaled', async () => {
  expect(await pixelNormalisation(noColour(1))).toEqual({
    mean: [0],
    std: [1],
    eigenvalues: [0],
    eigenvectors: [[1]],
  });
});

test('one channel: mean, deviation and variance of 0, 51, 255 and 102', async () => {
  // In 1/5: 0, 1, 5, 2; mean 2, variance (4 + 1 + 9 + 0) / 4 = 3.5.
  const { mean, std, eigenvalues, eigenvectors } = await pixelNormalisation(
    colourSums(Uint8Array.of(0, 51, 255, 102), 1),
  );
  expect(mean[0]).toBeCloseTo(0.4, 12);
  expect(std[0]).toBeCloseTo(Math.sqrt(3.5) / 5, 12);
  expect(eigenvalues[0]).toBeCloseTo(3.5 / 25, 12);
  expect(eigenvectors).toEqual([[1]]);
});

test("each eigenvector's largest component is positive, and equal colours have no variance below 0", async () => {
  // Opposite colours: the principal direction is (1, -1, 0) / sqrt 2 or less in green than in red.
  const { eigenvalues, eigenvectors } = await pixelNormalisation(
    colourSums(Uint8Array.of(0, 200, 40, 100, 40, 40, 200, 0, 40, 60, 90, 40), 3),
  );
  for (const vector of eigenvectors) {
    const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best));
    expect(largest).toBeGreaterThan(0);
  }
  expect(eigenvectors[0]!.some((value) => value < -0.1)).toBe(true);
  expect(eigenvalues[2]).toBeGreaterThanOrEqual(0);
  const same = await pixelNormalisation(colourSums(new Uint8Array(30).fill(77), 3));
  for (const value of [...same.std, ...same.eigenvalues]) {
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThan(1e-7);
  }
});
