import { readFile } from 'node:fs/promises';
import { UserError } from '@batchmates/errors';
import type { FixedSizeList, Float32, Table, Vector } from 'apache-arrow';
import type { NumberRows } from './encode-columns.ts';

/** What a file of columns is, for the message when it is something else. */
export interface ColumnsFile {
  /** Code of the `UserError`, e.g. `results/bad-file`. */
  readonly code: string;
  /** Names the file, e.g. `error curves /path/curves.arrow`. */
  readonly what: string;
  /** What was expected of it, e.g. `an Arrow file with the columns id and label`. */
  readonly expected: string;
  readonly remedy?: string;
}

/** The columns of an Arrow file by name, one method for each type; each throws when the column is absent or of another type. */
export interface ColumnReader {
  text(name: string): string[];
  uint8(name: string): Uint8Array;
  uint16(name: string): Uint16Array;
  uint32(name: string): Uint32Array;
  float32(name: string): Float32Array;
  float64(name: string): Float64Array;
  /** Rows of float32 numbers: `FixedSizeList<Float32>`. */
  rows(name: string): NumberRows;
}

/** Reads a file of `writeColumns`; `read` picks its columns. Throws a `UserError` when the file is not what `about` says. */
export function readColumns<Content>(
  file: string,
  about: ColumnsFile,
  read: (columns: ColumnReader) => Content,
): Promise<Content> {
  return decodeColumns(readFile(file), about, read);
}

/** The same for bytes in memory. */
export async function decodeColumns<Content>(
  bytes: Uint8Array | Promise<Uint8Array>,
  about: ColumnsFile,
  read: (columns: ColumnReader) => Content,
): Promise<Content> {
  try {
    const [{ tableFromIPC }, content] = await Promise.all([import('apache-arrow'), bytes]);
    return read(readerOf(tableFromIPC(content)));
  } catch (cause) {
    const received = cause instanceof Error ? cause.message : String(cause);
    throw new UserError({ ...about, received, cause });
  }
}

function readerOf(table: Table): ColumnReader {
  const column = (name: string, type: string): Vector => {
    const vector = table.getChild(name);
    if (vector === null) throw new TypeError(`${table.schema.names.join(', ')} (no column ${name})`);
    const found = String(vector.type).replace(/\[\d+\]/, '');
    if (found !== type) throw new TypeError(`column ${name} of type ${found}, not ${type}`);
    return vector;
  };
  const numbers =
    <Values>(type: string) =>
    (name: string): Values =>
      column(name, type).toArray() as Values;
  return {
    text: (name) => Array.from(column(name, 'Utf8'), String),
    uint8: numbers('Uint8'),
    uint16: numbers('Uint16'),
    uint32: numbers('Uint32'),
    float32: numbers('Float32'),
    float64: numbers('Float64'),
    rows(name) {
      const vector = column(name, 'FixedSizeList<Float32>');
      const { listSize: width } = vector.type as FixedSizeList;
      return { values: vector.getChildAt<Float32>(0)!.toArray(), width };
    },
  };
}
