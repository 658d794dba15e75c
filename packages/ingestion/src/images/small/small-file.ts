import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { DecodedImage, Fit } from '../decoded-image.ts';
import { usualImage } from '../image-limits.ts';
import type { ImagePlace } from '../image-place.ts';
import { decodeSmall, SMALL } from './decode-small.ts';

/** Reads and decodes a small picture at once; `undefined` for every other, and for one that cannot be read: what is wrong is for others to find. */
export function decodeSmallFile(place: ImagePlace, fit: Fit): DecodedImage | undefined {
  try {
    const bytes = readSmall(place);
    return bytes && decodeSmall(bytes, fit, usualImage);
  } catch {
    return undefined;
  }
}

function readSmall(place: ImagePlace): Uint8Array | undefined {
  if (place.kind === 'entry' && place.extent.bytes > SMALL.bytes) return undefined;
  const { path } = place.kind === 'entry' ? place.extent : place;
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const facts = fstatSync(file);
    const { start, bytes } = place.kind === 'entry' ? place.extent : { start: 0, bytes: facts.size };
    if (!facts.isFile() || bytes > SMALL.bytes) return undefined;
    const buffer = Buffer.allocUnsafe(bytes);
    return readSync(file, buffer, 0, bytes, start) === bytes ? buffer : undefined;
  } finally {
    closeSync(file);
  }
}
