import { isUtf8 } from 'node:buffer';
import type { ColumnBytes } from './arrow-batch.ts';

/** The texts of a column of `Utf8`. Throws an `Error` when its bytes are not UTF-8. */
export function textsOf({ values, offsets = Int32Array.of(0) }: ColumnBytes): string[] {
  if (!isUtf8(values)) throw new Error('a text that is not UTF-8');
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.length);
  return Array.from({ length: offsets.length - 1 }, (_, row) =>
    bytes.toString('utf8', offsets[row], offsets[row + 1]),
  );
}
