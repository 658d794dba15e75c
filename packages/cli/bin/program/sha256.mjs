import { createHash } from 'node:crypto';

/** Hexadecimal. @param {string | Uint8Array} contents */
export function sha256(contents) {
  return createHash('sha256').update(contents).digest('hex');
}
