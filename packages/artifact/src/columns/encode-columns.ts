import { writeFile } from 'node:fs/promises';
import type { FixedSizeList, Float32, Utf8, Vector } from 'apache-arrow';

/** Numbers of a column, stored in their own width. */
export type Numbers = Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;

/** Rows of `width` float32 numbers each: `values` is `[rows, width]`. */
export interface NumberRows {
  readonly values: Float32Array;
  readonly width: number;
}

/** A column of a file: text (`Utf8`), numbers, or rows of float32 numbers (`FixedSizeList<Float32>`). */
export type Column = readonly string[] | Numbers | NumberRows;

/** Columns of equal length by name, in the order of the file. */
export type Columns = Readonly<Record<string, Column>>;

/**
 * Columns as the bytes of an Arrow IPC file of one record batch, which readers of Arrow streams can read as well, from byte 8; `metadata` goes into
 * its schema. Equal arguments give equal bytes.
 */
export async function encodeColumns(
  columns: Columns,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  // Arrow takes a tenth of a second to load, and every command imports this package.
  const [{ Schema, Table, makeVector }, { StreamableFileWriter }] = await Promise.all([
    import('apache-arrow'),
    import('./streamable-file-writer.ts'),
  ]);
  const vectors: Record<string, Vector> = {};
  for (const [name, column] of Object.entries(columns)) {
    if (isText(column)) vectors[name] = await vectorOfText(column);
    else if ('width' in column) vectors[name] = await vectorOfRows(column);
    else vectors[name] = makeVector<Numbers>(column);
  }
  const table = new Table(vectors);
  const schema = new Schema(table.schema.fields, new Map(Object.entries(metadata)));
  const writer = new StreamableFileWriter();
  writer.write(new Table(schema, table.batches));
  return writer.finish().toUint8Array(true);
}

/** Writes columns as an Arrow IPC file. */
export async function writeColumns(file: string, columns: Columns): Promise<void> {
  await writeFile(file, await encodeColumns(columns));
}

/** The strings' UTF-8, end to end. */
async function vectorOfText(strings: readonly string[]): Promise<Vector<Utf8>> {
  const { Utf8, makeData, makeVector } = await import('apache-arrow');
  const valueOffsets = new Int32Array(strings.length + 1);
  strings.forEach((text, row) => (valueOffsets[row + 1] = valueOffsets[row]! + Buffer.byteLength(text)));
  const data = Buffer.from(strings.join(''));
  return makeVector(makeData({ type: new Utf8(), length: strings.length, nullCount: 0, valueOffsets, data }));
}

/** Wraps the values without touching them one by one. */
async function vectorOfRows({ values, width }: NumberRows): Promise<Vector<FixedSizeList<Float32>>> {
  const { Field, FixedSizeList, Float32, makeData, makeVector } = await import('apache-arrow');
  const child = makeData({ type: new Float32(), length: values.length, nullCount: 0, data: values });
  const type = new FixedSizeList(width, new Field('item', new Float32(), false));
  return makeVector(makeData({ type, length: values.length / width, nullCount: 0, child }));
}

function isText(column: Column): column is readonly string[] {
  return Array.isArray(column);
}
