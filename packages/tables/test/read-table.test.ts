import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flags, matrix, numbers, readTable, texts } from '../src/index.ts';
import { written } from './support/written.ts';

const fixture = (name: string) => join(import.meta.dirname, 'fixture', name);

const ids = ['cat/1.jpg', 'say "cheese", please.jpg', 'größe/猫😀.png', 'd'];
const probabilities = [0.5, 0.25, 0.25, 0.125, 0.125, 0.75, 0, 1, 0, 0.25, 0.5, 0.25];

describe('the same table, whatever wrote it', () => {
  test.each([
    ...['comma.csv', 'excel.csv'],
    ...['plain.npz', 'compressed.npz'],
    ...['lz4.feather', 'zstd.feather', 'uncompressed.feather', 'fixed.feather'],
    ...['snappy', 'zstd', 'gzip', 'lz4', 'brotli', 'plain'].map((compression) => `${compression}.parquet`),
  ])('%s', async (name) => {
    const table = await readTable(fixture(name));
    expect(texts(table, 'id')).toEqual(ids);
    expect(texts(table, 'label')).toEqual(['0', '2', '1', '2']);
    expect([...numbers(table, 'label')]).toEqual([0, 2, 1, 2]);
    expect(texts(table, 'kind')).toEqual(['a', 'b', 'a', 'a']);
    expect([...flags(table, 'right')]).toEqual([1, 0, 1, 0]);
    const read = name.endsWith('csv')
      ? [0, 1, 2, 3].flatMap((row) => [0, 1, 2].map((label) => numbers(table, `p${label}`)[row]))
      : [...matrix(table, 'probabilities').values];
    expect(read).toEqual(probabilities);
  });

  test('a long file of several record batches, in blocks that lean on each other', async () => {
    const table = await readTable(fixture('long.feather'));
    const rows = Array.from({ length: 20000 }, (_, row) => row);
    expect([...numbers(table, 'number')]).toEqual(rows.map((row) => row % 97));
    expect(texts(table, 'text')).toEqual(rows.map((row) => `image ${row % 31}`));
  });

  test('only the wanted columns are read; all are named', async () => {
    const table = await readTable(fixture('snappy.parquet'), (name) => name === 'label');
    expect(table.names).toEqual(['id', 'label', 'probabilities', 'kind', 'right']);
    expect([...table.columns.keys()]).toEqual(['label']);
  });
});

describe('CSV', () => {
  test('any texts come back, whatever the line ends and separators', async () => {
    const cell = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.trim() === text);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }),
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.constantFrom('', '\ufeff'),
        async (rows, separator, end, mark) => {
          const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const lines = [['id', 'label'], ...rows.map((row) => row.map(quoted))];
          const file = await written('t.csv', mark + lines.map((line) => line.join(separator)).join(end));
          const table = await readTable(file);
          expect(texts(table, 'id')).toEqual(rows.map(([id]) => id));
          expect(texts(table, 'label')).toEqual(rows.map(([, label]) => label));
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each([
    ['', 'the file is empty'],
    ['id,label\na,"b\nc,d\n', 'Quote Not Closed'],
    ['id,label\na\n', 'expect 2, got 1 on line 2'],
    ['\ufeff\n\n', 'it has no line of column names'],
    [Buffer.from('\ufeffid,label\n', 'utf16le'), 'it is not text in UTF-8'],
    [Buffer.from('id,label\nzo\u00e9,1\n', 'latin1'), 'it is not text in UTF-8'],
  ])('%j is refused in a line', async (content, reason) => {
    const file = await written('t.csv', content);
    await expect(readTable(file)).rejects.toThrow(
      `${file}: expected a table: CSV, npz, Arrow or Parquet, received one that cannot be read as CSV: `,
    );
    await expect(readTable(file)).rejects.toThrow(reason);
  });

  test('of two columns of one name it cannot be known which is meant', async () => {
    const file = await written('t.csv', 'id,label,label\n1,2,3\n');
    await expect(readTable(file)).rejects.toThrow('received two columns named label; rename one of them');
  });
});

describe('npz', () => {
  test('what cannot be a column is said only where it is asked for', async () => {
    const table = await readTable(fixture('odd.npz'));
    const found = (name: string) => {
      try {
        return texts(table, name);
      } catch (error) {
        return String(error).replace(/^.*received /, '');
      }
    };
    expect(Object.fromEntries(table.names.map((name) => [name, found(name)]))).toEqual({
      objects: 'Python objects (save texts with np.array(..., dtype=str))',
      scalar: 'a single value',
      cube: 'an array of 3 dimensions',
      big: 'numbers in big-endian order (>i4)',
      wide: ['9007199254740993', '1'],
      records: 'values of type records',
      bytes: ['ab', 'c'],
      complex: 'values of type <c8',
    });
  });

  test('a single array has no name', async () => {
    await expect(readTable(fixture('single.npy'))).rejects.toThrow(
      'received a single array of NumPy (.npy); save arrays with their names: np.savez(file, id=..., label=...)',
    );
  });

  test('a changed byte of an array does not pass', async () => {
    const bytes = await readFile(fixture('plain.npz'));
    bytes[bytes.indexOf('cat'.split('').join('\0\0\0'))]! ^= 1;
    await expect(readTable(await written('t.npz', bytes))).rejects.toThrow(
      'received one that cannot be read as npz: array id.npy is damaged: its checksum is another',
    );
  });
});

test('a stream of Arrow is no file of it', async () => {
  await expect(readTable(fixture('stream.arrow'))).rejects.toThrow(
    'received a stream of Arrow; write a file: pyarrow.feather.write_feather(table, file)',
  );
});

test('a table cut off anywhere is refused in a line', async () => {
  const names = ['plain.npz', 'compressed.npz', 'lz4.feather', 'uncompressed.feather', 'snappy.parquet'];
  for (const name of names) {
    const bytes = await readFile(fixture(name));
    for (let end = 7; end < bytes.length - 8; end += 97) {
      const file = await written('cut', bytes.subarray(0, end));
      const outcome = await readTable(file).then(
        (table) => table.names.length,
        (error: unknown) => (error as Error).message,
      );
      expect(outcome, `${name} until ${end}`).toContain('cannot be read as');
    }
  }
});

test('a folder and a file that is not there are said so', async () => {
  await expect(readTable(import.meta.dirname)).rejects.toThrow('a folder');
  await expect(readTable('nowhere.csv')).rejects.toThrow('no such file or directory (ENOENT)');
  const file = await written('t.csv', 'a,b\n');
  await writeFile(file, 'id\n');
  expect(texts(await readTable(file), 'id')).toEqual([]);
});
