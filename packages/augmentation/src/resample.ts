import type { ColourMap } from './colour.ts';
import type { ImageShape, Size } from './crop.ts';
import type { Region } from './region.ts';

/** What to resample. */
export interface ResampleOptions {
  /** Shape of the source image. */
  readonly image: ImageShape;
  readonly region: Region;
  /** Size of the result. */
  readonly size: Size;
  readonly colour: ColourMap;
}

/**
 * Resamples a region of an image (uint8 `[height, width, channels]`) to `size`, flips it and maps its colours, in
 * one pass, into `target` (float32 `[size.height, size.width, channels]`). The filter is bilinear; where the region
 * is larger than the result the triangle widens with it, so that nothing aliases. Pixels outside the image never
 * count. A region of whole pixels and of the result's size is copied exactly.
 */
export function resample(target: Float32Array, source: Uint8Array, options: ResampleOptions): void {
  const { image, region, size, colour } = options;
  const rows = filterTaps({
    start: region.top,
    extent: region.height,
    size: size.height,
    limit: image.height,
  });
  const columns = filterTaps({
    start: region.left,
    extent: region.width,
    size: size.width,
    limit: image.width,
  });
  if (region.flip) reverseTaps(columns);
  const line = new Float64Array(image.width * image.channels);
  for (let y = 0; y < size.height; y++) {
    mixRows(line, source, { taps: rows, y, columns, image });
    mixColumns(target, line, { columns, colour, offset: y * size.width * image.channels });
  }
}

/** For each place of the result: the first source place that counts, and the weights from there on (sum 1). */
interface Taps {
  readonly first: Int32Array;
  /** `[places, width]`, zero beyond the last one that counts. */
  readonly weights: Float64Array;
  readonly width: number;
  /** Source places that count anywhere: `[low, high)`. */
  readonly low: number;
  readonly high: number;
}

function filterTaps({
  start,
  extent,
  size,
  limit,
}: {
  readonly start: number;
  readonly extent: number;
  readonly size: number;
  readonly limit: number;
}): Taps {
  const step = extent / size;
  const reach = Math.max(1, step);
  const width = Math.min(Math.ceil(2 * reach) + 1, limit);
  const first = new Int32Array(size);
  const weights = new Float64Array(size * width);
  let [low, high] = [limit, 0];
  for (let place = 0; place < size; place++) {
    const centre = start + (place + 0.5) * step - 0.5;
    // The outermost places have weight zero: they lie at the foot of the triangle.
    const begin = Math.min(Math.max(Math.floor(centre - reach) + 1, 0), limit - 1);
    const end = Math.max(Math.min(Math.ceil(centre + reach), limit), begin + 1);
    first[place] = begin;
    fillTriangle(
      weights.subarray(place * width, place * width + end - begin),
      (begin - centre) / reach,
      1 / reach,
    );
    low = Math.min(low, begin);
    high = Math.max(high, end);
  }
  return { first, weights, width, low, high };
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

function reverseTaps({ first, weights, width }: Taps): void {
  first.reverse();
  const count = first.length;
  const copy = weights.slice();
  for (let place = 0; place < count; place++) {
    weights.set(copy.subarray((count - 1 - place) * width, (count - place) * width), place * width);
  }
}

/** One row of the result, still at the source's columns: a weighted sum of source rows. */
function mixRows(
  line: Float64Array,
  source: Uint8Array,
  {
    taps,
    y,
    columns,
    image,
  }: { readonly taps: Taps; readonly y: number; readonly columns: Taps; readonly image: ImageShape },
): void {
  const stride = image.width * image.channels;
  const begin = columns.low * image.channels;
  const end = columns.high * image.channels;
  line.fill(0, begin, end);
  for (let tap = 0; tap < taps.width; tap++) {
    const weight = taps.weights[y * taps.width + tap]!;
    if (weight === 0) continue;
    const row = (taps.first[y]! + tap) * stride;
    for (let at = begin; at < end; at++) line[at]! += weight * source[row + at]!;
  }
}

/** One row of the result from its mixed source row, with its colours mapped. */
function mixColumns(
  target: Float32Array,
  line: Float64Array,
  {
    columns,
    colour,
    offset,
  }: { readonly columns: Taps; readonly colour: ColourMap; readonly offset: number },
): void {
  const { first, weights, width } = columns;
  const channels = colour.gain.length;
  for (let channel = 0; channel < channels; channel++) {
    const gain = colour.gain[channel]!;
    const shift = colour.offset[channel]!;
    for (let x = 0; x < first.length; x++) {
      let sum = 0;
      let at = first[x]! * channels + channel;
      for (let tap = x * width; tap < (x + 1) * width; tap++, at += channels) {
        const weight = weights[tap]!;
        if (weight !== 0) sum += weight * line[at]!;
      }
      target[offset + x * channels + channel] = gain * sum + shift;
    }
  }
}
