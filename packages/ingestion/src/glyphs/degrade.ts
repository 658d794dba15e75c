import type { RandomStream } from '@batchmates/random';
import type { Difficulty } from './difficulty.ts';
import { CELL } from './cell.ts';

/** Uneven light, blur and noise, as of a poor camera; returns `[CELL, CELL, 3]` uint8. */
export function degrade(
  image: Uint8Array,
  { blur, noise, distortion }: Difficulty,
  stream: RandomStream,
): Uint8Array {
  const values = blurred(Float32Array.from(image), blur * stream.uniform());
  const [slopeX, slopeY] = [light(stream) * distortion, light(stream) * distortion];
  // Bytes are uniform in 0..255: their standard deviation is 255 / sqrt(12).
  const grain = (noise * stream.uniform() * Math.sqrt(12)) / 255;
  const result = new Uint8ClampedArray(image.length);
  for (let y = 0, at = 0; y < CELL; y++) {
    for (let x = 0; x < CELL; x++, at += 3) {
      const shade = slopeX * (x / CELL - 0.5) + slopeY * (y / CELL - 0.5) - 127.5 * grain;
      const bytes = stream.integer(2 ** 24);
      result[at] = values[at]! + shade + grain * (bytes & 255);
      result[at + 1] = values[at + 1]! + shade + grain * ((bytes >> 8) & 255);
      result[at + 2] = values[at + 2]! + shade + grain * (bytes >> 16);
    }
  }
  return new Uint8Array(result.buffer);
}

/** Grey levels that the light changes by across the image. */
function light(stream: RandomStream): number {
  return 120 * (stream.uniform() - 0.5);
}

/** A separable Gaussian blur (`sigma` in pixels); beyond the border the border's pixels go on. */
function blurred(values: Float32Array, sigma: number): Float32Array {
  if (sigma < 0.2) return values;
  const radius = Math.ceil(2.5 * sigma);
  const kernel = Array.from({ length: 2 * radius + 1 }, (_, tap) =>
    Math.exp(-((tap - radius) ** 2) / (2 * sigma ** 2)),
  );
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const weights = kernel.map((weight) => weight / total);
  return pass(pass(values, weights, 3, CELL * 3), weights, CELL * 3, 3);
}

/** One direction of the blur: `step` leads along it, `across` to the next line. */
function pass(values: Float32Array, weights: readonly number[], step: number, across: number): Float32Array {
  const radius = (weights.length - 1) / 2;
  const result = new Float32Array(values.length);
  for (let line = 0; line < CELL; line++) {
    for (let position = 0; position < CELL; position++) {
      for (let tap = 0; tap < weights.length; tap++) {
        const near = Math.min(CELL - 1, Math.max(0, position + tap - radius));
        const weight = weights[tap]!;
        const from = line * across + near * step;
        const to = line * across + position * step;
        for (let channel = 0; channel < 3; channel++)
          result[to + channel]! += weight * values[from + channel]!;
      }
    }
  }
  return result;
}
