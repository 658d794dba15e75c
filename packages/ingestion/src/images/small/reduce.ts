import type { PictureSize } from './jpeg-header.ts';

/** Reach of the filter in result pixels: Lanczos with three lobes. */
const LOBES = 3;

/** libvips places its filters at 64ths of a pixel. */
const PHASES = 64;

/**
 * Makes a picture (`[height, width, 3]` uint8) smaller by `shrink` in both directions with a Lanczos filter, as libvips does: columns first, rounded to
 * whole values between the two passes, the outermost pixels repeated beyond the edge. Differs from sharp by up to four of 255 levels.
 */
export function reduce(
  pixels: Uint8Array,
  { width, height }: PictureSize,
  target: PictureSize,
  shrink: number,
): Uint8Array {
  const low = reduceColumns(pixels, 3 * width, lanczosTaps(height, target.height, shrink));
  return reduceRows(low, { width, height: target.height }, lanczosTaps(width, target.width, shrink));
}

/** `line`: values of a row. */
function reduceColumns(pixels: Uint8Array, line: number, { size, width, first, weights }: Taps): Uint8Array {
  const result = new Uint8Array(size * line);
  const sums = new Float64Array(line);
  const last = pixels.length - line;
  for (let y = 0; y < size; y++) {
    sums.fill(0.5);
    // Two rows at once: the sums are then read and written half as often.
    for (let tap = 0; tap < width; tap += 2) {
      const upper = weights[y * width + tap]!;
      const lower = tap + 1 < width ? weights[y * width + tap + 1]! : 0;
      const from = Math.min(Math.max((first[y]! + tap) * line, 0), last);
      const next = Math.min(Math.max((first[y]! + tap + 1) * line, 0), last);
      for (let at = 0; at < line; at++) sums[at]! += upper * pixels[from + at]! + lower * pixels[next + at]!;
    }
    for (let at = 0, to = y * line; at < line; at++, to++) result[to] = byteOf(sums[at]!);
  }
  return result;
}

function reduceRows(
  pixels: Uint8Array,
  { width: columns, height }: PictureSize,
  { size, width, first, weights }: Taps,
): Uint8Array {
  const result = new Uint8Array(size * height * 3);
  // A row with its outermost pixels repeated, so that the filter needs no edges.
  const margin = Math.max(0, -first[0]!);
  const row = new Uint8Array(3 * (margin + Math.max(columns, first[size - 1]! + width)));
  for (let y = 0, to = 0; y < height; y++) {
    repeatEdges(row, pixels.subarray(3 * y * columns, 3 * (y + 1) * columns), 3 * margin);
    for (let x = 0; x < size; x++, to += 3) {
      let red = 0.5;
      let green = 0.5;
      let blue = 0.5;
      let from = 3 * (margin + first[x]!);
      const end = (x + 1) * width;
      for (let tap = x * width; tap < end; tap++, from += 3) {
        const weight = weights[tap]!;
        red += weight * row[from]!;
        green += weight * row[from + 1]!;
        blue += weight * row[from + 2]!;
      }
      result[to] = byteOf(red);
      result[to + 1] = byteOf(green);
      result[to + 2] = byteOf(blue);
    }
  }
  return result;
}

function repeatEdges(row: Uint8Array, pixels: Uint8Array, start: number): void {
  row.set(pixels, start);
  for (let at = start - 1; at >= 0; at--) row[at] = row[at + 3]!;
  for (let at = start + pixels.length; at < row.length; at++) row[at] = row[at - 3]!;
}

/** Cuts off the fraction and what is beyond a byte. */
function byteOf(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value | 0;
}

/** For each of `size` places of the result, the first of `width` places of the source, which may lie beyond its edge, and their weights (sum 1). */
interface Taps {
  readonly size: number;
  readonly width: number;
  readonly first: Int32Array;
  readonly weights: Float64Array;
}

function lanczosTaps(length: number, size: number, shrink: number): Taps {
  const width = 2 * Math.round(LOBES * shrink) + 1;
  const first = new Int32Array(size);
  const weights = new Float64Array(size * width);
  // What rounding the size left over is cut off evenly at both ends.
  const margin = (length - size * shrink) / 2;
  for (let place = 0; place < size; place++) {
    const centre = Math.round(PHASES * ((place + 0.5) * shrink - 0.5 + margin)) / PHASES;
    const begin = Math.floor(centre) - ((width - 1) >> 1);
    first[place] = begin;
    let sum = 0;
    for (let tap = 0; tap < width; tap++)
      sum += weights[place * width + tap] = lanczos((begin + tap - centre) / shrink);
    for (let tap = place * width; tap < (place + 1) * width; tap++) weights[tap]! /= sum;
  }
  return { size, width, first, weights };
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= LOBES) return 0;
  return (LOBES * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / LOBES)) / (Math.PI * x) ** 2;
}
