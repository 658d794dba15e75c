import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SkippedRow, SourceRow } from '../../src/index.ts';
import { resumableRows, type ResumableRows } from '../../src/source/resumable-rows.ts';

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
