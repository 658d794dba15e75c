import { readFile, writeFile } from 'node:fs/promises';
import { UserError } from '@batchmates/errors';
import type { DataType as AnyType, Vector } from 'apache-arrow';

/** A column of numbers in its own width. */
export type Numbers = Uint8Array | Uint16Array | Float32Array;

/** A column: text, numbers, or rows of `width` float32 numbers (`[rows, width]`, FixedSizeList<Float32>). */
export type Column = readonly string[] | Numbers | { readonly values: Float32Array; readonly width: number };

/** Writes columns of equal length as an Arrow IPC file. */
export async function writeColumns(file: string, columns: Readonly<Record<string, Column>>): Promise<void> {
  const { Table, Utf8, makeVector, tableToIPC, vectorFromArray } = await import('apache-arrow');
  const vectors: Record<string, Vector> = {};
  for (const [name, column] of Object.entries(columns)) {
    if (isText(column)) vectors[name] = vectorFromArray(column, new Utf8());
    else if ('width' in column) vectors[name] = await vectorOfRows(column);
    else vectors[name] = makeVector(column);
  }
  await writeFile(file, tableToIPC(new Table(vectors), 'file'));
}

/** The columns of an Arrow file; each method throws a `TypeError` when there is no such column. */
export interface ColumnReader {
  text(name: string): string[];
  uint8(name: string): Uint8Array;
  uint16(name: string): Uint16Array;
  float32(name: string): Float32Array;
  rows(name: string): { readonly values: Float32Array; readonly width: number };
}

/**
 * Reads a file of `writeColumns`; `read` picks its columns. Throws a `UserError` that says what was `expected` when
 * the file is not Arrow or lacks one.
 */
export async function readColumns<Content>(
  file: string,
  expected: string,
  read: (columns: ColumnReader) => Content,
): Promise<Content> {
  const { DataType, tableFromIPC } = await import('apache-arrow');
  try {
    const table = tableFromIPC(await readFile(file));
    const column = <Type extends AnyType>(
      name: string,
      isType: (type: AnyType) => type is Type,
    ): Vector<Type> => {
      const vector: Vector<AnyType> | null = table.getChild(name);
      if (vector === null) throw new TypeError(`no column ${name}`);
      if (!isType(vector.type)) throw new TypeError(`column ${name} of another type`);
      return vector as Vector<Type>;
    };
    return read({
      text: (name) => Array.from(column(name, DataType.isUtf8), String),
      uint8: (name) => Uint8Array.from(column(name, DataType.isInt)),
      uint16: (name) => Uint16Array.from(column(name, DataType.isInt)),
      float32: (name) => Float32Array.from(column(name, DataType.isFloat)),
      rows(name) {
        const { type, data } = column(name, DataType.isFixedSizeList);
        // Arrow pads buffers to 64 bytes: only so many values are rows.
        const parts = data.map(({ children, length }) =>
          (children[0]?.values as Float32Array).subarray(0, length * type.listSize),
        );
        return { values: concatenate(parts), width: type.listSize };
      },
    });
  } catch (cause) {
    throw new UserError({
      code: 'results/bad-file',
      what: `results file "${file}"`,
      expected,
      received: cause instanceof Error ? cause.message : String(cause),
      remedy: 'run the stage that wrote it again',
      cause,
    });
  }
}

/** Wraps `[rows, width]` values without touching them one by one. */
async function vectorOfRows({ values, width }: { values: Float32Array; width: number }): Promise<Vector> {
  const { Field, FixedSizeList, Float32, makeData, makeVector } = await import('apache-arrow');
  const child = makeData({ type: new Float32(), length: values.length, nullCount: 0, data: values });
  const type = new FixedSizeList(width, new Field('item', new Float32(), false));
  return makeVector(makeData({ type, length: values.length / width, nullCount: 0, child }));
}

function isText(column: Column): column is readonly string[] {
  return Array.isArray(column);
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
