import { beforeAll, expect, test } from 'vitest';
import type { Artifact } from '@batchmates/artifact';
import { readCheckpoint } from '@batchmates/checkpoint';
import { circulate, evaluate, hypotheses, pseudoLabel } from '../../src/index.ts';
import { openColourLaboratory, type ColourLaboratory } from '../support/colour-laboratory.ts';

let laboratory: ColourLaboratory;
let inputs: { checkpoint: Artifact; dataset: Artifact };

beforeAll(async () => {
  laboratory = await openColourLaboratory();
  const { calibrated, colours: dataset } = laboratory;
  const whole = await readCheckpoint(calibrated.directory);
  const composition = { kind: 'balanced', samplesPerClass: 1, classesPerBatch: 2 } as const;
  // A strategy of somebody else's: what its batches are composed of decides, not its name.
  const training = { ...whole.training, strategy: 'own', batchSize: 2, composition };
  inputs = { checkpoint: await laboratory.checkpoint({ ...whole, training }), dataset };
});

test.each([
  ['evaluator/circulate', () => laboratory.run(circulate, inputs, {})],
  ['evaluator/pseudo-label', () => laboratory.run(pseudoLabel, inputs, {})],
  ['evaluator/hypotheses', () => laboratory.run(hypotheses, inputs, {})],
])('%s refuses a network of part batches in one line', async (_, run) => {
  await expect(run()).rejects.toThrow(
    /^evaluator\/.*, whose batches have images of all \d+ classes: expected .*, received batches of 2; test this network/,
  );
});

test('evaluator/evaluate tests it in batches of as many classes', async () => {
  const params = { protocol: { kind: 'balanced', classesPerBatch: 2 } };
  await expect(laboratory.run(evaluate, inputs, params)).resolves.toBeDefined();
});
