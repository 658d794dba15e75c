import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '@batchmates/errors';
import type { Fit } from '../decoded-image.ts';
import type { ImagePlace } from '../image-place.ts';
import { decodeSmallFile } from './small-file.ts';

/** The small ones of some pictures, in their order; the pixels lie end to end. */
export interface SmallPixels {
  /** `undefined` for a picture that is not decoded here. */
  readonly sizes: readonly ({ readonly width: number; readonly height: number } | undefined)[];
  readonly pixels: Uint8Array;
}

const port = parentPort;
invariant(port !== null, 'small-worker runs in a worker thread only');
const fit = workerData as Fit;

port.on('message', (places: readonly ImagePlace[]) => {
  const pictures = places.map((place) => decodeSmallFile(place, fit));
  const pixels = new Uint8Array(pictures.reduce((sum, picture) => sum + (picture?.data.length ?? 0), 0));
  let at = 0;
  const sizes = pictures.map((picture) => {
    if (picture === undefined) return undefined;
    const { data, width, height } = picture;
    pixels.set(data, at);
    at += data.length;
    return { width, height };
  });
  const reply: SmallPixels = { sizes, pixels };
  port.postMessage(reply, [pixels.buffer]);
});
