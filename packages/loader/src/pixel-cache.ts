import type { Pixels } from './prepare-image.ts';

/** Fields of an image in the table: where its pixels start (in units, plus 1; 0: not there), height, width. */
const FIELDS = 3;

/** Pixels start at multiples of so many bytes, so that 32 bits count up to 32 GiB. */
const UNIT = 16;

/** The memory of a cache, to post to worker threads. */
export interface CacheMemory {
  /** Pixels, one image after the other. */
  readonly pixels: Uint8Array<SharedArrayBuffer>;
  /** `[images, FIELDS]`. */
  readonly table: Int32Array<SharedArrayBuffer>;
  /** Units taken so far: `[1]`. */
  readonly taken: Int32Array<SharedArrayBuffer>;
}

/** Reserves memory for the decoded pixels of `images` images, at most `bytes` bytes; pages are used when written to. */
export function cacheMemory({
  images,
  bytes,
}: {
  readonly images: number;
  readonly bytes: number;
}): CacheMemory {
  return {
    pixels: new Uint8Array(new SharedArrayBuffer(bytes)),
    table: new Int32Array(new SharedArrayBuffer(4 * FIELDS * images)),
    taken: new Int32Array(new SharedArrayBuffer(4)),
  };
}

/** Decoded images that all worker threads of a loader share: each is decoded once, as long as the memory lasts. */
export class PixelCache {
  readonly #memory: CacheMemory;
  readonly #channels: number;

  constructor(memory: CacheMemory, channels: number) {
    this.#memory = memory;
    this.#channels = channels;
  }

  /** The pixels of image `index` as a view, if they are there. */
  get(index: number): Pixels | undefined {
    const { pixels, table } = this.#memory;
    const start = Atomics.load(table, FIELDS * index);
    if (start === 0) return undefined;
    const height = Atomics.load(table, FIELDS * index + 1);
    const width = Atomics.load(table, FIELDS * index + 2);
    const from = (start - 1) * UNIT;
    const shape = { height, width, channels: this.#channels };
    return { data: pixels.subarray(from, from + height * width * this.#channels), shape };
  }

  /** Keeps the pixels of image `index`, unless the memory is full. */
  put(index: number, { data, shape }: Pixels): void {
    const { pixels, table, taken } = this.#memory;
    const units = Math.ceil(data.length / UNIT);
    if ((Atomics.load(taken, 0) + units) * UNIT > pixels.length) return;
    const start = Atomics.add(taken, 0, units);
    // Another thread may have taken the last of the memory in between.
    if ((start + units) * UNIT > pixels.length) return;
    pixels.set(data, start * UNIT);
    Atomics.store(table, FIELDS * index + 1, shape.height);
    Atomics.store(table, FIELDS * index + 2, shape.width);
    // Last, because it makes the entry visible.
    Atomics.store(table, FIELDS * index, start + 1);
  }
}
