import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@batchmates/errors';
import { tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeColumns, digestBytes, encodeColumns, readColumns, writeColumns } from '../../src/index.ts';

const about = { code: 'some/file', what: 'some file', expected: 'an Arrow file', remedy: 'make it again' };

test('every kind of column comes back to the last bit', async () => {
  const rows = fc.array(
    fc.record({
      text: fc.string({ unit: 'grapheme' }),
      whole: fc.nat({ max: 255 }),
      number: fc.double(),
      pair: fc.tuple(fc.float(), fc.float()),
    }),
  );
  await fc.assert(
    fc.asyncProperty(rows, async (all) => {
      const whole = all.map((row) => row.whole);
      const columns = {
        text: all.map(({ text }) => text),
        uint8: Uint8Array.from(whole),
        uint16: Uint16Array.from(whole, (value) => value * 257),
        uint32: Uint32Array.from(whole, (value) => value * 16843009),
        float32: Float32Array.from(all, ({ number }) => number),
        float64: Float64Array.from(all, ({ number }) => number),
        rows: { values: Float32Array.from(all.flatMap(({ pair }) => pair)), width: 2 },
      };
      const back = await decodeColumns(await encodeColumns(columns), about, (reader) => ({
        text: reader.text('text'),
        uint8: reader.uint8('uint8'),
        uint16: reader.uint16('uint16'),
        uint32: reader.uint32('uint32'),
        float32: reader.float32('float32'),
        float64: reader.float64('float64'),
        rows: reader.rows('rows'),
      }));
      expect(back).toEqual(columns);
    }),
  );
});

test('the same columns give the same bytes as ever, in Arrow types of their own width', async () => {
  const bytes = await encodeColumns({
    id: ['a', 'ä', ''],
    label: Uint16Array.of(0, 1, 2),
    probabilities: { values: Float32Array.of(1, 0, 0.5, 0.5, 0, 1), width: 2 },
  });
  expect(tableFromIPC(bytes).schema.fields.map(({ name, type }) => `${name}: ${type}`)).toEqual([
    'id: Utf8',
    'label: Uint16',
    'probabilities: FixedSizeList[2]<Float32>',
  ]);
  // What pyarrow 26 and polars 2 read as these columns, as a file and, from byte 8, as a stream: writeColumns, then sha256sum.
  expect(digestBytes(bytes)).toBe('10eb719ceaaa4641d7ce79c41b659e0cb17caf81f65a9a40de0512403dc26639');
});

test('an absent column, one of another type and a file that is not Arrow are named with what is there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'columns-'));
  const file = join(folder, 'some.arrow');
  await writeColumns(file, { id: ['a'], label: Uint16Array.of(1) });
  await expect(readColumns(file, about, (reader) => reader.text('name'))).rejects.toEqual(
    new UserError({ ...about, received: 'id, label (no column name)' }),
  );
  await expect(readColumns(file, about, (reader) => reader.float32('label'))).rejects.toThrow(
    'some file: expected an Arrow file, received column label of type Uint16, not Float32; make it again',
  );
  await writeFile(file, 'no columns');
  await expect(readColumns(file, about, (reader) => reader.text('id'))).rejects.toMatchObject({
    code: 'some/file',
  });
  await rm(file);
  await expect(readColumns(file, about, (reader) => reader.text('id'))).rejects.toThrow(
    /received no such file or directory \(ENOENT\)/,
  );
  await rm(folder, { recursive: true });
});

test('metadata stands in the schema', async () => {
  const columns = { image: Uint32Array.of(2, 1) };
  const table = tableFromIPC(await encodeColumns(columns, { seed: '7', strategy: '{"kind":"größe"}' }));
  expect([...table.schema.metadata]).toEqual([
    ['seed', '7'],
    ['strategy', '{"kind":"größe"}'],
  ]);
  expect([...(table.getChild('image')?.toArray() as Uint32Array)]).toEqual([2, 1]);
});
