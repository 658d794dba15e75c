import { readdir } from 'node:fs/promises';
import { temporaryFolder } from '@batchmates/stage/testing';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { defineSource, type OpenedSource, type SkippedRow, type SourceRow } from '../../src/index.ts';
import { ingest } from '../ingest.ts';
import { userError } from '../user-error.ts';

let given: (SourceRow | SkippedRow)[] = [];
let closed = false;

afterEach(() => ([given, closed] = [[], false]));

/** Rows of 1x1 images, as listed in `given`; announces `train` and `test` images. */
const points = defineSource({
  uses: 'test/points',
  summary: 'Points.',
  params: z.strictObject({ train: z.number(), test: z.number() }),
  open: async ({ params }): Promise<OpenedSource> => ({
    description: 'points',
    classNames: ['dark', 'light'],
    encoding: 'raw',
    image: { height: 1, width: 1, channels: 3 },
    padding: 1,
    splits: params,
    async *rows() {
      try {
        yield* given;
      } finally {
        closed = true;
      }
    },
    report: () => ({ drawn: given.length }),
  }),
});

function row(split: string, index: number): SourceRow {
  const label = index % 2;
  return { split, id: `${index}`, label, image: Uint8Array.of(100 * label, index, 0) };
}

function skipped(split: string, index: number): SkippedRow {
  return { split, id: `file ${index}`, label: index % 2, skipped: 'torn' };
}

test('a source becomes a stage that writes a data set, in the order of the rows of each split', async () => {
  const folder = await temporaryFolder();
  given = [row('train', 0), row('test', 0), row('train', 1), row('test', 3), row('train', 2)];
  const run = await ingest(points, folder, { train: 3, test: 2 });
  const dataset = await run.dataset();
  expect(dataset.info).toMatchObject({
    description: 'points',
    classNames: ['dark', 'light'],
    shape: { height: 3, width: 3, channels: 3 },
    padding: 1,
  });
  const [train, held] = [await dataset.split('train'), await dataset.split('test')];
  expect([0, 1, 2].map((index) => train.id(index))).toEqual(['0', '1', '2']);
  expect(Array.from(held.labels)).toEqual([0, 1]);
  expect(train.image(1).subarray(12, 15)).toEqual(Uint8Array.of(100, 1, 0));
  expect(run.report).toEqual({ images: 5, skipped: 0, drawn: 5 });
  expect(run.advanced).toBe(5);
  expect([points.uses, points.output, points.inputs]).toEqual(['test/points', 'dataset', {}]);
});

test('skipped images are listed and counted', async () => {
  const folder = await temporaryFolder();
  given = [row('train', 0), row('train', 1), skipped('train', 2), row('test', 0), skipped('train', 3)];
  const run = await ingest(points, folder, { train: 4, test: 1 });
  expect(run.report).toMatchObject({ images: 3, skipped: 2 });
  expect(run.advanced).toBe(3);
  expect(run.notes).toContain('skipped 2 bad images: see skipped.json');
  expect(await readdir(run.artifact.directory)).toContain('skipped.json');
});

test('a class that lost all images of a split is an error, and so is another number of images', async () => {
  const folder = await temporaryFolder();
  given = [row('train', 0), row('train', 1), row('test', 0), skipped('test', 1)];
  const lost = await userError(ingest(points, folder, { train: 2, test: 2 }));
  expect([lost.code, lost.message]).toEqual([
    'ingestion/empty-class',
    'class light of test: expected a usable image, received none: all were skipped; mend one of its files, or leave the class out',
  ]);
  const { message } = await userError(ingest(points, folder, { train: 2, test: 3 }));
  expect(message).toContain('split test of points: expected 3 images, received 2');
  given.push(row('validation', 0));
  const unknown = await userError(ingest(points, folder, { train: 2, test: 2 }));
  expect(unknown.message).toContain('split validation of points: expected 0 images, received 1');
});

test('a failure or an abort closes the source', async () => {
  const folder = await temporaryFolder();
  given = [row('train', 0), { ...row('train', 1), label: 7 }, row('train', 2)];
  const { code } = await userError(ingest(points, folder, { train: 3, test: 0 }));
  expect([code, closed]).toEqual(['dataset/bad-label', true]);
  closed = false;
  const controller = new AbortController();
  given = Array.from({ length: 3 }, (_, index) => row('train', index));
  Object.defineProperty(given[1], 'split', {
    get() {
      controller.abort(new Error('stop'));
      return 'train';
    },
  });
  const { signal } = controller;
  await expect(ingest(points, folder, { train: 3, test: 0 }, { signal })).rejects.toThrow('stop');
  expect(closed).toBe(true);
});
