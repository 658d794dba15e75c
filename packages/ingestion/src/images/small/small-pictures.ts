import { allottedCores } from '@batchmates/errors';
import { Worker } from 'node:worker_threads';
import type { DecodedImage, Fit } from '../decoded-image.ts';
import type { ImagePlace } from '../image-place.ts';
import { decodeSmallFile } from './small-file.ts';
import type { SmallPixels } from './small-worker.ts';

/** Pictures that are sent to a thread at a time. */
const CHUNK = 64;

/** So many pictures are looked at to see whether most are small. */
const LOOKED_AT = 8;

/** For fewer pictures in all, starting threads takes longer than it saves. */
const WORTHWHILE = 20_000;

/** A picture and its pixels, if it was a small one. */
export interface Ahead<Picture> {
  readonly picture: Picture;
  readonly small?: DecodedImage;
}

/**
 * Worker threads that read and decode small pictures ahead, started when there are some. What they leave out is to be decoded with `decodeImage`, which
 * makes the same of each picture: they change the time alone. Must be closed.
 */
export class SmallPictures {
  readonly #fit: Fit;
  readonly #total: number;
  #threads: readonly Thread[] | undefined;

  /** For `total` pictures in all calls of `ahead`, large ones included. */
  constructor(fit: Fit, total: number) {
    this.#fit = fit;
    this.#total = total;
  }

  /** The pictures in their order, the small ones decoded, a few hundred ahead. */
  async *ahead<Picture>(
    pictures: readonly Picture[],
    placeOf: (picture: Picture) => ImagePlace,
  ): AsyncGenerator<Ahead<Picture>> {
    if (!this.#areSmall(pictures, placeOf)) {
      for (const picture of pictures) yield { picture };
      return;
    }
    const threads = (this.#threads ??= Array.from(
      { length: Math.min(3, allottedCores()) },
      () => new Thread(this.#fit),
    ));
    const waiting: Promise<readonly Ahead<Picture>[]>[] = [];
    for (let start = 0, chunk = 0; start < pictures.length; start += CHUNK, chunk++) {
      const some = pictures.slice(start, start + CHUNK);
      const thread = threads[chunk % threads.length]!;
      waiting.push(thread.decode(some.map(placeOf)).then((reply) => together(some, reply)));
      if (waiting.length > 2 * threads.length) yield* await waiting.shift()!;
    }
    for (const sent of waiting) yield* await sent;
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all((this.#threads ?? []).map((thread) => thread.close()));
  }

  #areSmall<Picture>(pictures: readonly Picture[], placeOf: (picture: Picture) => ImagePlace): boolean {
    if (this.#total < WORTHWHILE || pictures.length < LOOKED_AT) return false;
    const step = Math.floor(pictures.length / LOOKED_AT);
    const looked = Array.from({ length: LOOKED_AT }, (_, at) => placeOf(pictures[at * step]!));
    return looked.filter((place) => decodeSmallFile(place, this.#fit) !== undefined).length > LOOKED_AT / 2;
  }
}

function together<Picture>(
  pictures: readonly Picture[],
  { sizes, pixels }: SmallPixels,
): readonly Ahead<Picture>[] {
  let at = 0;
  return pictures.map((picture, index) => {
    const size = sizes[index];
    if (size === undefined) return { picture };
    const data = pixels.subarray(at, (at += 3 * size.width * size.height));
    return { picture, small: { ...size, data } };
  });
}

interface Asked {
  readonly count: number;
  readonly resolve: (reply: SmallPixels) => void;
}

/** One worker thread; it answers in the order in which it is asked. Once it has ended, it decodes nothing: others do. */
class Thread {
  readonly #worker: Worker;
  readonly #waiting: Asked[] = [];
  #ended = false;

  constructor(fit: Fit) {
    this.#worker = new Worker(new URL('./small-worker-entry.mjs', import.meta.url), { workerData: fit });
    this.#worker.on('message', (reply: SmallPixels) => this.#waiting.shift()?.resolve(reply));
    // Why it ended does not matter: what it had in hand is decoded without it.
    this.#worker.on('error', () => this.#end());
    this.#worker.on('exit', () => this.#end());
  }

  decode(places: readonly ImagePlace[]): Promise<SmallPixels> {
    if (this.#ended) return Promise.resolve(nothing(places.length));
    return new Promise((resolve) => {
      this.#waiting.push({ count: places.length, resolve });
      this.#worker.postMessage(places);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #end(): void {
    this.#ended = true;
    for (const { count, resolve } of this.#waiting.splice(0)) resolve(nothing(count));
  }
}

/** The answer that none of so many pictures is decoded. */
function nothing(count: number): SmallPixels {
  return { sizes: Array.from({ length: count }, () => undefined), pixels: new Uint8Array() };
}
