import type { ImageShape, Size } from '@batchmates/dataset';
import type { ColourMap } from './colour.ts';
import { filterTaps, reverseTaps, type Taps } from './filter-taps.ts';
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
  const weights = taps.weights.subarray(y * taps.width, y * taps.width + taps.count[y]!);
  // Two rows at once: most places have just two, and the line is then written once.
  for (let tap = 0; tap < weights.length; tap += 2) {
    const upper = weights[tap]!;
    const row = (taps.first[y]! + tap) * stride;
    const paired = tap + 1 < weights.length;
    const lower = paired ? weights[tap + 1]! : 0;
    const next = paired ? row + stride : row;
    if (tap === 0) {
      for (let at = begin; at < end; at++) line[at] = upper * source[row + at]! + lower * source[next + at]!;
    } else {
      for (let at = begin; at < end; at++)
        line[at]! += upper * source[row + at]! + lower * source[next + at]!;
    }
  }
}

/** One row of the result from its mixed source row, with its colours mapped. */
function mixColumns(target: Float32Array, line: Float64Array, options: ColumnsOptions): void {
  if (options.colour.gain.length === 3) mixThreeChannels(target, line, options);
  else mixAnyChannels(target, line, options);
}

interface ColumnsOptions {
  readonly columns: Taps;
  readonly colour: ColourMap;
  readonly offset: number;
}

/** The common case, with its three sums in registers: twice as fast. */
function mixThreeChannels(
  target: Float32Array,
  line: Float64Array,
  { columns, colour, offset }: ColumnsOptions,
): void {
  const { first, count, weights, width } = columns;
  const { gain, offset: shift } = colour;
  const [gain0, gain1, gain2] = [gain[0]!, gain[1]!, gain[2]!];
  const [shift0, shift1, shift2] = [shift[0]!, shift[1]!, shift[2]!];
  for (let x = 0, to = offset; x < first.length; x++, to += 3) {
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let at = first[x]! * 3;
    const end = x * width + count[x]!;
    for (let tap = x * width; tap < end; tap++, at += 3) {
      const weight = weights[tap]!;
      sum0 += weight * line[at]!;
      sum1 += weight * line[at + 1]!;
      sum2 += weight * line[at + 2]!;
    }
    target[to] = gain0 * sum0 + shift0;
    target[to + 1] = gain1 * sum1 + shift1;
    target[to + 2] = gain2 * sum2 + shift2;
  }
}

function mixAnyChannels(
  target: Float32Array,
  line: Float64Array,
  { columns, colour, offset }: ColumnsOptions,
): void {
  const { first, count, weights, width } = columns;
  const channels = colour.gain.length;
  for (let channel = 0; channel < channels; channel++) {
    for (let x = 0; x < first.length; x++) {
      let sum = 0;
      let at = first[x]! * channels + channel;
      const end = x * width + count[x]!;
      for (let tap = x * width; tap < end; tap++, at += channels) {
        sum += weights[tap]! * line[at]!;
      }
      target[offset + x * channels + channel] = colour.gain[channel]! * sum + colour.offset[channel]!;
    }
  }
}
