import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@batchmates/errors';
import { readTable, texts } from '@batchmates/tables';
import { expectRight, type FuzzedReader } from '../fuzzed-reader.ts';

const fixture = join(import.meta.dirname, '../../../../packages/tables/test/fixture');

/** Tables as text. */
export const csv = tables({ name: 'csv', text: true, files: ['comma.csv', 'excel.csv'] });

/** Arrays of NumPy, in archives. */
export const npz = tables({ name: 'npz', files: ['plain.npz', 'compressed.npz'] });

/** Arrow files of other programs, compressed or not. */
export const feather = tables({
  name: 'feather',
  files: ['uncompressed.feather', 'lz4.feather', 'zstd.feather'],
});

/** Parquet files, compressed in every way. */
export const parquet = tables({
  name: 'parquet',
  files: ['plain', 'snappy', 'zstd', 'gzip', 'lz4', 'brotli'].map((compression) => `${compression}.parquet`),
});

function tables({
  name,
  text = false,
  files,
}: {
  readonly name: string;
  readonly text?: boolean;
  readonly files: readonly string[];
}): FuzzedReader {
  return {
    name,
    text,
    samples: () => Promise.all(files.map((file) => readFile(join(fixture, file)))),
    async read(bytes, folder) {
      const file = join(folder, 'table');
      await writeFile(file, bytes);
      const table = await readTable(file);
      for (const column of table.names) {
        const values = textsOrRefusal(() => texts(table, column));
        expectRight(values === undefined || values.length <= 8 * bytes.length, `rows of ${column}`);
      }
    },
  };
}

/** A column that cannot be texts is refused by itself. */
function textsOrRefusal(read: () => string[]): string[] | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
