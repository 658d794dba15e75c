import fc from 'fast-check';
import { tableFromIPC, tableToIPC, tableFromArrays } from 'apache-arrow';
import { expect, test } from 'vitest';
import { balancedTestBatches, decodePlan, encodePlan, standard } from '../src/index.ts';
import { labelsArbitrary } from '../src/testing/index.ts';

test('a plan survives its file', async () => {
  await fc.assert(
    fc.asyncProperty(labelsArbitrary(), fc.nat(), async (data, seed) => {
      const balanced = balancedTestBatches({ ...data, seed });
      expect(await decodePlan(await encodePlan(balanced))).toEqual(balanced);
      const shuffled = standard.plan(
        { ...data, batchSize: 2, seed, epoch: 0 },
        { remainder: 'drop', rank: 0, world: 1 },
      );
      expect(await decodePlan(await encodePlan(shuffled))).toEqual(shuffled);
    }),
  );
});

test('the file is an Arrow table with one row per place in a batch', async () => {
  const plan = balancedTestBatches({ labels: Uint16Array.from([0, 1, 1]), classes: 2, seed: 0 });
  const table = tableFromIPC(await encodePlan(plan));
  expect(table.schema.names).toEqual(['batch', 'image', 'counted']);
  expect(table.numRows).toBe(4);
});

test('another table is refused', async () => {
  const other = tableToIPC(tableFromArrays({ batch: Uint32Array.from([1]) }), 'file');
  await expect(decodePlan(other)).rejects.toThrow(
    'expected the columns batch, image and counted, received batch',
  );
});
