import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { canonicalJson } from './canonical-json.ts';

/** sha256 of bytes or of a text's UTF-8, in hexadecimal. */
export function digestBytes(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** sha256 of a value's canonical JSON: equal values have equal digests whatever the order of their keys. */
export function digestValue(value: unknown): string {
  return digestBytes(canonicalJson(value));
}

/** sha256 of a file, read as a stream; throws what the file system throws. */
export async function digestFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
