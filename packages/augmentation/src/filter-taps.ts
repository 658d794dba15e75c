/** For each place of the result: the first source place that counts, and the weights from there on (sum 1). */
export interface Taps {
  readonly first: Int32Array;
  /** How many source places count. */
  readonly count: Int32Array;
  /** `[places, width]`, zero beyond those that count. */
  readonly weights: Float64Array;
  readonly width: number;
  /** Source places that count anywhere: `[low, high)`. */
  readonly low: number;
  readonly high: number;
}

/** Along one axis: the part of an image that is seen, and into how many pixels it goes. */
export interface AxisOptions {
  /** Where the seen part starts, in source pixels. */
  readonly start: number;
  /** How many source pixels are seen. */
  readonly extent: number;
  /** Pixels of the result. */
  readonly size: number;
  /** Pixels of the source. */
  readonly limit: number;
}

/** The triangle filter along one axis: of reach 1 source pixel, or of 1 result pixel where that is larger. */
export function filterTaps({ start, extent, size, limit }: AxisOptions): Taps {
  const step = extent / size;
  const reach = Math.max(1, step);
  const width = Math.min(Math.ceil(2 * reach) + 1, limit);
  const first = new Int32Array(size);
  const count = new Int32Array(size);
  const weights = new Float64Array(size * width);
  let [low, high] = [limit, 0];
  for (let place = 0; place < size; place++) {
    const centre = start + (place + 0.5) * step - 0.5;
    // The outermost places have weight zero: they lie at the foot of the triangle.
    const begin = Math.min(Math.max(Math.floor(centre - reach) + 1, 0), limit - 1);
    const end = Math.max(Math.min(Math.ceil(centre + reach), limit), begin + 1);
    first[place] = begin;
    count[place] = end - begin;
    fillTriangle(
      weights.subarray(place * width, place * width + end - begin),
      (begin - centre) / reach,
      1 / reach,
    );
    low = Math.min(low, begin);
    high = Math.max(high, end);
  }
  return { first, count, weights, width, low, high };
}

/** Weights `1 - |x|` at `x = from, from + step, ...`, divided by their sum. */
function fillTriangle(weights: Float64Array, from: number, step: number): void {
  let sum = 0;
  for (let tap = 0; tap < weights.length; tap++) {
    sum += weights[tap] = Math.max(1 - Math.abs(from + tap * step), 0);
  }
  if (sum > 0) for (let tap = 0; tap < weights.length; tap++) weights[tap]! /= sum;
  else weights[0] = 1;
}

/** Mirrors the result, in place. */
export function reverseTaps({ first, count, weights, width }: Taps): void {
  first.reverse();
  count.reverse();
  const copy = weights.slice();
  for (let place = 0; place < first.length; place++) {
    const mirrored = (first.length - 1 - place) * width;
    weights.set(copy.subarray(mirrored, mirrored + width), place * width);
  }
}
