import { parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { Column, TableContent, Wanted } from '../table.ts';
import { columnOf } from './column-of.ts';

/** Reads the wanted columns of a Parquet file, whichever way compressed. Throws an `Error` when it is damaged. */
export async function readParquet(bytes: Buffer, wanted: Wanted): Promise<TableContent> {
  // The copy is an ArrayBuffer of its own, as the library takes it.
  const file = new Uint8Array(bytes).buffer;
  const metadata = await parquetMetadataAsync(file);
  const names = parquetSchema(metadata).children.map(({ element }) => element.name);
  const columns = new Map<string, Column>();
  for (const name of names.filter(wanted)) {
    const values: unknown[] = [];
    await parquetRead({
      file,
      metadata,
      columns: [name],
      compressors,
      onChunk: ({ columnData, rowStart }) => {
        for (let index = 0; index < columnData.length; index++) values[rowStart + index] = columnData[index];
      },
    });
    columns.set(name, columnOf(values));
  }
  return { names, columns };
}
