import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { temporaryFolder } from '@batchmates/stage/testing';
import { expect, test } from 'vitest';
import { readCurves, writeCurves, type EpochRow } from '../src/index.ts';

const rows: readonly EpochRow[] = [
  {
    epoch: 1,
    learningRate: 0.1,
    loss: 2.3,
    trainError: 0.9,
    errorStandardRunning: NaN,
    errorBalancedBatch: NaN,
  },
  {
    epoch: 2,
    learningRate: 0.01,
    loss: 1 / 3,
    trainError: 0.2,
    errorStandardRunning: 0.25,
    errorBalancedBatch: 0.125,
  },
];

test('curves come back to the last bit', async () => {
  const folder = await temporaryFolder();
  await writeCurves(folder, rows);
  expect(await readCurves(folder)).toEqual(rows);
  const table = tableFromIPC(await readFile(join(folder, 'curves.arrow')));
  expect(table.schema.fields.map(({ name, type }) => `${name}: ${type}`)).toEqual([
    'epoch: Uint32',
    'learning_rate: Float64',
    'loss: Float64',
    'train_error: Float64',
    'error_standard_running: Float64',
    'error_balanced_batch: Float64',
  ]);
});

test('a file that holds no curves is refused in a line', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'curves.arrow'), 'no curves');
  await expect(readCurves(folder)).rejects.toMatchObject({ code: 'checkpoint/bad-curves' });
});
