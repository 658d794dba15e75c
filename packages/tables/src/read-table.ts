import { readRegularFile } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { match } from 'ts-pattern';
import type { Table, TableContent, Wanted } from './table.ts';

/**
 * Reads the wanted columns of a table that another program wrote: CSV (with commas, semicolons or tabs, in UTF-8), an `.npz` of NumPy, an Arrow
 * IPC file (Feather), or Parquet. Which it is, its first bytes say, not its name. Throws a `UserError` (`tables/format`) in a line when the
 * file is none of these or is damaged, and `UnreadableFile` when it cannot be read.
 */
export async function readTable(file: string, wanted: Wanted = () => true): Promise<Table> {
  const bytes = await readRegularFile(file);
  const format = formatOf(bytes);
  const read = await match(format)
    .with('CSV', async () => (await import('./formats/csv.ts')).readCsv)
    .with('npz', async () => (await import('./formats/npz.ts')).readNpz)
    .with('Arrow', async () => (await import('./formats/arrow.ts')).readArrowTable)
    .with('Parquet', async () => (await import('./formats/parquet.ts')).readParquet)
    .with('npy', () => {
      throw notATable(
        file,
        'a single array of NumPy (.npy)',
        'save arrays with their names: np.savez(file, id=..., label=...)',
      );
    })
    .with('Arrow stream', () => {
      // The reader of streams never ends with some damaged ones.
      throw notATable(file, 'a stream of Arrow', 'write a file: pyarrow.feather.write_feather(table, file)');
    })
    .exhaustive();
  let content: TableContent;
  try {
    content = await read(bytes, wanted);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw notATable(file, `one that cannot be read as ${format}: ${reason}`, undefined, cause);
  }
  const { length } = content.names;
  if (new Set(content.names).size < length) {
    const twice = content.names.find((name, index) => content.names.indexOf(name) !== index);
    throw notATable(file, `two columns named ${twice}`, 'rename one of them');
  }
  return { file, ...content };
}

const MAGIC = {
  Arrow: [Buffer.from('ARROW1')],
  'Arrow stream': [Buffer.from([0xff, 0xff, 0xff, 0xff])],
  Parquet: [Buffer.from('PAR1')],
  npz: [Buffer.from('PK\u0003\u0004'), Buffer.from('PK\u0005\u0006')],
  npy: [Buffer.from('\u0093NUMPY', 'latin1')],
} as const;

function formatOf(bytes: Buffer): keyof typeof MAGIC | 'CSV' {
  const formats = ['Arrow', 'Arrow stream', 'Parquet', 'npz', 'npy'] as const;
  const begins = (magic: Buffer) => bytes.subarray(0, magic.length).equals(magic);
  return formats.find((format) => MAGIC[format].some(begins)) ?? 'CSV';
}

function notATable(file: string, received: string, remedy: string | undefined, cause?: unknown): UserError {
  return new UserError({
    code: 'tables/format',
    what: file,
    expected: 'a table: CSV, npz, Arrow or Parquet',
    received,
    remedy,
    cause,
  });
}
