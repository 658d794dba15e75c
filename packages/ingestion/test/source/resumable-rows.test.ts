import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SkippedRow, SourceRow } from '../../src/index.ts';
import { resumableRows, type ResumableRows } from '../../src/source/resumable-rows.ts';
import { userError } from '../user-error.ts';

type Rows = readonly (SourceRow | SkippedRow)[];

const rowsArbitrary = fc.array(
  fc.oneof(
    fc.record({
      split: fc.constantFrom('train', 'test'),
      id: fc.string(),
      label: fc.nat(9),
      image: fc.uint8Array(),
    }),
    fc.record({ split: fc.constant('train'), id: fc.string(), label: fc.nat(9), skipped: fc.string() }),
  ),
);

async function collect(group: ResumableRows): Promise<{ rows: Rows; kept: boolean }> {
  const rows: (SourceRow | SkippedRow)[] = [];
  for (const source = resumableRows(group); ;) {
    const { done, value } = await source.next();
    if (done === true) return { rows, kept: value };
    rows.push('image' in value ? { ...value, image: Uint8Array.from(value.image) } : value);
  }
}

function groupOf(scratch: string, rows: Rows, failAfter = Infinity): ResumableRows {
  return {
    scratch,
    key: 'group',
    async *read() {
      for (const [index, row] of rows.entries()) {
        if (index === failAfter) throw new Error('interrupted');
        yield row;
      }
    },
  };
}

test('rows are read once; then they come from the scratch folder as they were', async () => {
  await fc.assert(
    fc.asyncProperty(rowsArbitrary, async (rows) => {
      const folder = await temporaryFolder();
      expect(await collect(groupOf(folder, rows))).toEqual({ rows, kept: false });
      expect(await collect(groupOf(folder, [], 0))).toEqual({ rows, kept: true });
    }),
  );
});

test('a group that was not read to its end, or whose bytes were lost, is read again', async () => {
  const folder = await temporaryFolder();
  const rows = [1, 2, 3].map((label) => ({
    split: 'train',
    id: `${label}`,
    label,
    image: Uint8Array.of(label, 9),
  }));
  await expect(collect(groupOf(folder, rows, 2))).rejects.toThrow('interrupted');
  expect(await collect(groupOf(folder, rows))).toEqual({ rows, kept: false });
  await truncate(join(folder, 'group.images'), 3);
  expect(await collect(groupOf(folder, rows))).toEqual({ rows, kept: false });
  // Whoever leaves early has not seen the whole group.
  await truncate(join(folder, 'group.images'), 3);
  for await (const _ of resumableRows(groupOf(folder, rows))) break;
  expect(await collect(groupOf(folder, rows))).toEqual({ rows, kept: false });
});

test('one flipped bit, a torn index, a pipe or a folder in its place: the group is read again', async () => {
  const folder = await temporaryFolder();
  const rows = [1, 2, 3].map((label) => ({
    split: 'train',
    id: `${label}`,
    label,
    image: Uint8Array.of(label, 9),
  }));
  for (const name of ['group.images', 'group.rows']) {
    const path = join(folder, name);
    const damages: (() => Promise<unknown>)[] = [
      async () => {
        const bytes = await readFile(path);
        bytes[bytes.length - 2]! ^= 1;
        await writeFile(path, bytes);
      },
      async () => truncate(path, (await readFile(path)).length - 1),
      () => writeFile(path, ''),
      () => rm(path),
    ];
    for (const damage of damages) {
      await collect(groupOf(folder, rows));
      expect((await collect(groupOf(folder, rows))).kept).toBe(true);
      await damage();
      expect(await collect(groupOf(folder, rows))).toEqual({ rows, kept: false });
    }
  }
  await rm(join(folder, 'group.rows'));
  execFileSync('mkfifo', [join(folder, 'group.rows')]);
  expect(await collect(groupOf(folder, rows))).toEqual({ rows, kept: false });
  await rm(join(folder, 'group.images'));
  await mkdir(join(folder, 'group.images'));
  const { code } = await userError(collect(groupOf(folder, rows)));
  expect(code).toBe('ingestion/scratch');
});
