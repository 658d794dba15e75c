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
