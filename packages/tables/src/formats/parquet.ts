import { parquetMetadataAsync, parquetRead, parquetSchema, type Compressors } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { Column, TableContent, Wanted } from '../table.ts';
import { columnOf } from './column-of.ts';

/** Reads the wanted columns of a Parquet file, whichever way compressed. Throws an `Error` when it is damaged. */
export async function readParquet(bytes: Buffer, wanted: Wanted): Promise<TableContent> {
  // The copy is an ArrayBuffer of its own, as the library takes it.
  const file = new Uint8Array(bytes).buffer;
  const metadata = await parquetMetadataAsync(file);
  const names = parquetSchema(metadata).children.map(({ element }) => element.name);
  // The library checks no metadata.
  if (names.some((name: unknown) => typeof name !== 'string')) throw new Error('its schema is damaged');
  const columns = new Map<string, Column>();
  for (const name of names.filter(wanted)) {
    const values: unknown[] = [];
    await parquetRead({
      file,
      metadata,
      columns: [name],
      compressors: bounded,
      onChunk: ({ columnData, rowStart }) => {
        for (let index = 0; index < columnData.length; index++) values[rowStart + index] = columnData[index];
      },
    });
    columns.set(name, columnOf(values));
  }
  return { names, columns };
}

/** What a page may come to, beside as much as Deflate makes of its bytes: writers make pages of about 1 MB. */
const PAGE_BYTES = 2 ** 26;
const RATIO = 1032;

/** Decompressors that take no memory for a damaged length. */
const bounded: Compressors = Object.fromEntries(
  Object.entries(compressors).map(([codec, decompress]) => [
    codec,
    (input: Uint8Array, length: number) => {
      if (length > PAGE_BYTES + RATIO * input.length)
        throw new Error(`a page that claims ${length} bytes in ${input.length}`);
      return decompress(input, length);
    },
  ]),
);
