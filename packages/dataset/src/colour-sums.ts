import { invariant } from '@batchmates/errors';
import type { PixelNormalisation } from './dataset.ts';

/** Sums over pixels (0..255) that determine mean, deviation and covariance; sums of disjoint images add up. */
export interface ColourSums {
  /** Pixels seen. */
  readonly pixels: number;
  /** Sum of each channel: `[channels]`. */
  readonly sum: readonly number[];
  /** Sum of products of channels, row by row: `[channels * channels]`. */
  readonly products: readonly number[];
}

/** The sums of no pixels at all. */
export function noColour(channels: number): ColourSums {
  return { pixels: 0, sum: Array(channels).fill(0), products: Array(channels * channels).fill(0) };
}

/**
 * Sums over interleaved uint8 pixels `[pixels, channels]`: over all of them, or every `step`-th. Exact: whole numbers below
 * 2^53.
 */
export function colourSums(image: Uint8Array, channels: number, step = 1): ColourSums {
  return channels === 3 ? sumsOfThree(image, step) : sumsOfAny(image, channels, step);
}

/** Adds the sums of disjoint sets of pixels. */
export function addColourSums(a: ColourSums, b: ColourSums): ColourSums {
  invariant(a.sum.length === b.sum.length, 'colour sums of different channel counts');
  return {
    pixels: a.pixels + b.pixels,
    sum: a.sum.map((value, index) => value + b.sum[index]!),
    products: a.products.map((value, index) => value + b.products[index]!),
  };
}

/**
 * Mean, standard deviation (biased) and covariance eigen-decomposition of pixels scaled to 0..1. Each eigenvector's
 * largest component is positive, so that equal data gives equal vectors. Without pixels: mean 0, deviation 1.
 */
export async function pixelNormalisation({ pixels, sum, products }: ColourSums): Promise<PixelNormalisation> {
  const { EigenvalueDecomposition, Matrix } = await import('ml-matrix');
  const channels = sum.length;
  const count = Math.max(pixels, 1);
  const mean = sum.map((value) => value / count / 255);
  const covariance = Matrix.zeros(channels, channels);
  for (let row = 0; row < channels; row++) {
    for (let column = 0; column < channels; column++) {
      const second = products[row * channels + column]! / count / (255 * 255);
      covariance.set(row, column, second - mean[row]! * mean[column]!);
    }
  }
  const variance = covariance.diagonal();
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues
    .map((_, index) => index)
    .sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!);
  return {
    mean,
    std: variance.map((value) => (pixels === 0 ? 1 : Math.sqrt(Math.max(value, 0)))),
    eigenvalues: order.map((index) => Math.max(realEigenvalues[index]!, 0)),
    eigenvectors: order.map((index) => withFixedSign(eigenvectorMatrix.getColumn(index))),
  };
}

function sumsOfThree(image: Uint8Array, step: number): ColourSums {
  let [r, g, b, rr, rg, rb, gg, gb, bb] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let at = 0; at < image.length; at += 3 * step) {
    const red = image[at]!;
    const green = image[at + 1]!;
    const blue = image[at + 2]!;
    r += red;
    g += green;
    b += blue;
    rr += red * red;
    rg += red * green;
    rb += red * blue;
    gg += green * green;
    gb += green * blue;
    bb += blue * blue;
  }
  return {
    pixels: Math.ceil(image.length / 3 / step),
    sum: [r, g, b],
    products: [rr, rg, rb, rg, gg, gb, rb, gb, bb],
  };
}

function sumsOfAny(image: Uint8Array, channels: number, step: number): ColourSums {
  const sum = new Array<number>(channels).fill(0);
  const products = new Array<number>(channels * channels).fill(0);
  for (let at = 0; at < image.length; at += channels * step) {
    for (let a = 0; a < channels; a++) {
      sum[a]! += image[at + a]!;
      for (let b = 0; b < channels; b++) products[a * channels + b]! += image[at + a]! * image[at + b]!;
    }
  }
  return { pixels: Math.ceil(image.length / channels / step), sum, products };
}

function withFixedSign(vector: number[]): number[] {
  const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? vector.map((value) => 0 - value) : vector;
}
