import { UserError } from '@batchmates/errors';
import type { ColumnBytes } from '../arrow/arrow-batch.ts';
import { typeName, type ArrowType, type NumberName } from '../arrow/arrow-type.ts';
import { numbersOf, type NumbersClass } from '../arrow/numbers-of.ts';
import { readArrow, receivedInstead, type ArrowFile } from '../arrow/read-arrow.ts';
import { textsOf } from '../arrow/texts-of.ts';
import { readRegularFile, UnreadableFile } from '../files/regular-file.ts';
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
  /** Whether there is a column of this name. */
  has(name: string): boolean;
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
  return decodeColumns(readRegularFile(file), about, read);
}

/** The same for bytes in memory. */
export async function decodeColumns<Content>(
  bytes: Uint8Array | Promise<Uint8Array>,
  about: ColumnsFile,
  read: (columns: ColumnReader) => Content,
): Promise<Content> {
  try {
    return read(readerOf(readArrow(await bytes)));
  } catch (cause) {
    const received = cause instanceof UnreadableFile ? cause.reason : receivedInstead(cause);
    throw new UserError({ ...about, received, cause });
  }
}

function readerOf({ footer: { columns }, batches }: ArrowFile): ColumnReader {
  /** The column's type, and its bytes in every batch. */
  const column = (
    name: string,
    wanted: string,
  ): { readonly type: ArrowType; readonly parts: readonly ColumnBytes[] } => {
    const index = columns.findIndex((each) => each.name === name);
    if (index < 0) throw new TypeError(`${columns.map((each) => each.name).join(', ')} (no column ${name})`);
    const { type } = columns[index]!;
    const found = typeName(type).replace(/\[\d+\]/, '');
    if (found !== wanted) throw new TypeError(`column ${name} of type ${found}, not ${wanted}`);
    return { type, parts: batches.map((batch) => batch.columns[index]!) };
  };
  const numbers =
    <Numbers>(type: NumberName, numberClass: NumbersClass<Numbers>) =>
    (name: string): Numbers =>
      numbersOf(numberClass, joined(column(name, type).parts));
  return {
    has: (name) => columns.some((each) => each.name === name),
    text: (name) => column(name, 'Utf8').parts.flatMap(textsOf),
    uint8: numbers('Uint8', Uint8Array),
    uint16: numbers('Uint16', Uint16Array),
    uint32: numbers('Uint32', Uint32Array),
    float32: numbers('Float32', Float32Array),
    float64: numbers('Float64', Float64Array),
    rows(name) {
      const { type, parts } = column(name, 'FixedSizeList<Float32>');
      return { values: numbersOf(Float32Array, joined(parts)), width: type.kind === 'rows' ? type.width : 0 };
    },
  };
}

/** The values of a column, end to end; of one batch they are not copied. */
function joined(parts: readonly ColumnBytes[]): Uint8Array {
  return parts.length === 1 ? parts[0]!.values : Buffer.concat(parts.map(({ values }) => values));
}
