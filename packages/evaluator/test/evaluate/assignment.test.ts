import { beforeAll, expect, test } from 'vitest';
import { verifyArtifact } from '@batchmates/artifact';
import { readResults, tally, type EvaluationFacts } from '@batchmates/results';
import { calibrate, evaluate } from '../../src/index.ts';
import { openColourLaboratory, type ColourLaboratory } from '../support/colour-laboratory.ts';
import { swatches } from '../support/colours.ts';

let laboratory: ColourLaboratory;
beforeAll(async () => (laboratory = await openColourLaboratory()));

test('assigns what standard inference found, one image to a class', async () => {
  const { trained, colours: dataset } = laboratory;
  const views = { views: 'ten-crop' } as const;
  const checkpoint = await laboratory.run(calibrate, { checkpoint: trained, dataset }, views);
  const run = async (protocol: string) =>
    readResults((await laboratory.run(evaluate, { checkpoint, dataset }, { protocol, ...views })).directory);
  const [assigned, alone] = [await run('assignment'), await run('standard')];
  const [after, before] = [await assigned.predictions(), await alone.predictions()];
  expect(after.probabilities).toEqual(before.probabilities);
  // Equal class counts and distinct answers in every batch: each class is answered as often as it occurs.
  for (let label = 0; label < 3; label++) expect(after.predicted.filter((x) => x === label).length).toBe(20);
  expect(tally(after).errors).toBeLessThan(tally(before).errors);
  expect((assigned.facts as EvaluationFacts).protocol).toMatchObject({
    heading: 'Assignment',
    statistics: 'population',
    composition: { kind: 'balanced', samplesPerClass: 1, classesPerBatch: 3 },
    decision: 'one-to-one assignment',
  });
  await verifyArtifact(checkpoint);
});

test('a class without test images is an error', async () => {
  const test = swatches(3).filter(({ label }) => label !== 1);
  const dataset = await laboratory.dataset({ train: swatches(2), test });
  const inputs = { checkpoint: laboratory.calibrated, dataset };
  await expect(laboratory.run(evaluate, inputs, { protocol: 'assignment' })).rejects.toMatchObject({
    code: 'batching/empty-class',
  });
});
