import type { Moments } from '@batchmates/engine';

/**
 * Pools the moments of batches into those of all their images together: `mean = E[mean_b]` and
 * `variance = E[variance_b + mean_b^2] - mean^2`, batches weighted by their images (each contributes the same number
 * of pixels). Averaging the variances alone would leave out how the means of small batches scatter. Computed by the
 * equal but stabler update of Chan et al. 1983, in float64.
 */
export class MomentsPool {
  readonly #layers = new Map<string, { mean: Float64Array; squares: Float64Array }>();
  #images = 0;

  /** Images added so far. */
  get images(): number {
    return this.#images;
  }

  /** Adds the moments of one batch of `images` images. */
  add(moments: Moments, images: number): void {
    const total = this.#images + images;
    for (const [name, { mean, variance }] of moments) {
      const layer = this.#layers.get(name) ?? {
        mean: new Float64Array(mean.length),
        squares: new Float64Array(mean.length),
      };
      this.#layers.set(name, layer);
      mean.forEach((batchMean, channel) => {
        const before = layer.mean[channel]!;
        const difference = batchMean - before;
        const between = (difference ** 2 * this.#images * images) / total;
        layer.mean[channel] = before + (difference * images) / total;
        layer.squares[channel]! += variance[channel]! * images + between;
      });
    }
    this.#images = total;
  }

  /** Mean and biased variance of every layer over all images added. */
  pooled(): Moments {
    return new Map(
      [...this.#layers].map(([name, { mean, squares }]) => [
        name,
        {
          mean: Float32Array.from(mean),
          variance: Float32Array.from(squares, (sum) => sum / this.#images),
        },
      ]),
    );
  }
}
