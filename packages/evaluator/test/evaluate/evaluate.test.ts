import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyArtifact, type Artifact } from '@batchmates/artifact';
import { readResults, type EvaluationMetrics } from '@batchmates/results';
import { calibrate, evaluate } from '../../src/index.ts';
import { swatches } from '../support/colours.ts';
import { openLaboratory, type Laboratory } from '../support/laboratory.ts';
import { trainedCheckpoint } from '../support/trained-checkpoint.ts';

let laboratory: Laboratory;
let dataset: Artifact;
let checkpoint: Artifact;

beforeAll(async () => {
  laboratory = await openLaboratory();
  dataset = await laboratory.dataset({ train: swatches(12, 3), test: swatches(9, 3) });
  const trained = await laboratory.checkpoint(await trainedCheckpoint(dataset.directory, 8));
  checkpoint = await laboratory.run(calibrate, { checkpoint: trained, dataset }, {});
});
afterAll(() => laboratory.close());

test.each(['standard', 'random', 'balanced', 'shuffled-balanced', 'shuffled-random'])(
  '%s',
  async (protocol) => {
    const results = await laboratory.run(evaluate, { checkpoint, dataset }, { protocol, views: 'grid' });
    const { metrics, predictions } = await readResults(results.directory);
    console.log(protocol, (metrics as EvaluationMetrics).error);
    expect((await predictions()).ids.length).toBe(27);
    await verifyArtifact(checkpoint);
  },
);
