import fc from 'fast-check';
import { tableFromIPC, tableToIPC, tableFromArrays } from 'apache-arrow';
import { expect, test } from 'vitest';
import { balancedTestBatches, decodePlan, encodePlan, planOf, standard } from '../src/index.ts';
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

test('places are numbered by their batches, and count unless they only fill one', async () => {
  const place = (image: number, counts = true) => ({ image, counts });
  const columns = async (...batches: Parameters<typeof planOf>[0]) => {
    const table = tableFromIPC(await encodePlan(planOf(batches)));
    return ['batch', 'image', 'counted'].map((name) => table.getChild(name)?.toArray() as unknown);
  };
  expect(
    await columns([place(4), place(2)], [place(7)], [place(1), place(4, false), place(2, false)]),
  ).toEqual([
    Uint32Array.of(0, 0, 1, 2, 2, 2),
    Uint32Array.of(4, 2, 7, 1, 4, 2),
    Uint8Array.of(1, 1, 1, 1, 0, 0),
  ]);
  expect(await columns([place(3)], [place(0)])).toEqual([
    Uint32Array.of(0, 1),
    Uint32Array.of(3, 0),
    Uint8Array.of(1, 1),
  ]);
});

test('a plan without batches survives its file, too', async () => {
  const none = planOf([]);
  expect(await decodePlan(await encodePlan(none))).toEqual(none);
});

test('another table is refused', async () => {
  const other = tableToIPC(tableFromArrays({ batch: Uint32Array.from([1]) }), 'file');
  await expect(decodePlan(other)).rejects.toMatchObject({
    code: 'batching/plan-file',
    message: expect.stringMatching(
      /^reading a batch plan: expected the columns batch, image and counted, received batch/,
    ) as string,
  });
});
