import { beforeAll, expect, test } from 'vitest';
import { verifyArtifact } from '@batchmates/artifact';
import { mcNemar, readResults, type AssignmentMetrics } from '@batchmates/results';
import { assignment, evaluate } from '../../src/index.ts';
import { openColourLaboratory, type ColourLaboratory } from '../support/colour-laboratory.ts';

let laboratory: ColourLaboratory;
beforeAll(async () => (laboratory = await openColourLaboratory()));

test('assigns what standard inference found, one image to a class', async () => {
  const { calibrated: checkpoint, colours: dataset } = laboratory;
  const inputs = { checkpoint, dataset };
  const assigned = await readResults((await laboratory.run(assignment, inputs, {})).directory);
  const alone = await readResults(
    (await laboratory.run(evaluate, inputs, { protocol: 'standard' })).directory,
  );
  const metrics = assigned.metrics as AssignmentMetrics;
  const [after, before] = [await assigned.predictions(), await alone.predictions()];
  expect(after.probabilities).toEqual(before.probabilities);
  expect(metrics.standard.errors).toBe(before.predicted.filter((x, i) => x !== before.labels[i]).length);
  // Equal class counts and distinct answers in every batch: each class is answered as often as it occurs.
  for (let label = 0; label < 3; label++) expect(after.predicted.filter((x) => x === label).length).toBe(20);
  expect(metrics.error).toBeLessThan(metrics.standard.error);
  expect(mcNemar(before, after).difference).toBeCloseTo(metrics.error - metrics.standard.error, 12);
  await verifyArtifact(checkpoint);
});
