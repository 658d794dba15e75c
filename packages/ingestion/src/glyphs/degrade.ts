import type { RandomStream } from '@batchmates/random';
import type { Difficulty } from './difficulty.ts';
import { CELL } from './draw-letter.ts';

/** Uneven light, blur and noise, as of a poor camera; returns `[CELL, CELL, 3]` uint8. */
export function degrade(
  image: Uint8Array,
  { blur, noise, distortion }: Difficulty,
  stream: RandomStream,
): Uint8Array {
  const values = blurred(Float32Array.from(image), blur * stream.uniform());
  const [slopeX, slopeY] = [light(stream) * distortion, light(stream) * distortion];
  const deviation = noise * stream.uniform();
  const result = new Uint8Array(image.length);
  for (let y = 0, at = 0; y < CELL; y++) {
    for (let x = 0; x < CELL; x++) {
      const shade = slopeX * (x / CELL - 0.5) + slopeY * (y / CELL - 0.5);
      for (let channel = 0; channel < 3; channel++, at++) {
        result[at] = Math.min(
          255,
          Math.max(0, Math.round(values[at]! + shade + deviation * stream.normal())),
        );
      }
    }
  }
  return result;
}

/** Grey levels that the light changes by across the image. */
function light(stream: RandomStream): number {
  return 120 * (stream.uniform() - 0.5);
}

/** A separable Gaussian blur; beyond the border the border's pixels go on. */
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
