import { CompressionType, compressionRegistry, tableFromIPC, type Vector } from 'apache-arrow';
import { decompressZstd } from 'hyparquet-compressors';
import type { Column, TableContent, Wanted } from '../table.ts';
import { assertArrowBounds } from './arrow-bounds.ts';
import { columnOf } from './column-of.ts';
import { decodeLz4Frame } from './lz4-frame.ts';

/** Reads the wanted columns of an Arrow IPC file, compressed (as Feather files of pandas are) or not. Throws an `Error` when it is damaged. */
export function readArrowTable(bytes: Buffer, wanted: Wanted): TableContent {
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: decodeLz4Frame });
  compressionRegistry.set(CompressionType.ZSTD, {
    // A copy, since numbers must stand at multiples of their size.
    decode: (part) => new Uint8Array(decompressZstd(part)),
  });
  if (!bytes.subarray(-MAGIC.length).equals(MAGIC)) throw new Error('it is cut off');
  assertArrowBounds(bytes);
  const table = tableFromIPC(bytes);
  const names = table.schema.fields.map(({ name }) => name);
  const columns = new Map<string, Column>();
  names.forEach((name, index) => {
    if (wanted(name)) columns.set(name, columnOf(valuesOf(table.getChildAt(index)!)));
  });
  return { names, columns };
}

const MAGIC = Buffer.from('ARROW1');

function valuesOf(vector: Vector): unknown[] {
  // A damaged length would be walked to its end.
  if (vector.data.some(({ length, byteLength }) => length > 8 * byteLength))
    throw new Error('it claims more rows than it has bytes for');
  return Array.from(vector, (value: unknown) => (isVector(value) ? Array.from(value) : value));
}

/** Of a column of lists, each row is a vector. */
function isVector(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && 'getChildAt' in value;
}
