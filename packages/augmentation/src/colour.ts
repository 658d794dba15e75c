import type { PixelNormalisation } from '@batchmates/dataset';
import type { RandomStream } from '@batchmates/random';

/** What becomes of a pixel value `v` (0..255) of each channel: `gain * v + offset`. Both `[channels]`. */
export interface ColourMap {
  readonly gain: Float64Array;
  readonly offset: Float64Array;
}

/**
 * Normalisation to mean 0 and deviation 1 of the training split, after adding `shift` (`[channels]`, pixels scaled
 * to 0..1) to each pixel. A channel without variation is only centred.
 */
export function normalisingMap(
  { mean, std }: PixelNormalisation,
  shift: readonly number[] = mean.map(() => 0),
): ColourMap {
  const scale = std.map((deviation) => (deviation > 0 ? 1 / deviation : 1));
  return {
    gain: Float64Array.from(scale, (each) => each / 255),
    offset: Float64Array.from(scale, (each, channel) => each * (shift[channel]! - mean[channel]!)),
  };
}

/** How far colours are shifted. */
export interface ShiftOptions {
  /** Standard deviation of the numbers drawn. */
  readonly sigma: number;
  /** What they are multiplied by along a component: the data's standard deviation there, unless given, or its eigenvalue. */
  readonly by?: 'deviation' | 'eigenvalue' | undefined;
}

/**
 * PCA colour (Krizhevsky et al. 2012, section 4.1): one shift for all pixels of an image, along the principal
 * components of the data's colours, each times a number drawn from N(0, sigma^2) and times the eigenvalue, as printed there, or its
 * root, the standard deviation. Returns `[channels]` for pixels scaled to 0..1. Throws when a component is missing, as those of an imported network are.
 */
export function colourShift(
  { mean, eigenvalues, eigenvectors }: PixelNormalisation,
  { sigma, by }: ShiftOptions,
  stream: RandomStream,
): readonly number[] {
  if (eigenvalues.length !== mean.length)
    throw new Error(`internal: ${eigenvalues.length} colour components of ${mean.length} channels`);
  const lengths = eigenvalues.map(
    (value) => sigma * (by === 'eigenvalue' ? value : Math.sqrt(value)) * stream.normal(),
  );
  return eigenvalues.map((_, channel) =>
    lengths.reduce((sum, length, component) => sum + length * eigenvectors[component]![channel]!, 0),
  );
}
