import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Artifact } from '@batchmates/artifact';
import { readCheckpoint } from '@batchmates/checkpoint';
import { circulate, evaluate, pseudoLabel } from '../../src/index.ts';
import { openColourLaboratory, type ColourLaboratory } from '../support/colour-laboratory.ts';

let laboratory: ColourLaboratory;
let inputs: { checkpoint: Artifact; dataset: Artifact };

beforeAll(async () => {
  laboratory = await openColourLaboratory();
  const { calibrated, colours: dataset } = laboratory;
  const whole = await readCheckpoint(calibrated.directory);
  const composition = { kind: 'balanced', samplesPerClass: 1, classesPerBatch: 2 } as const;
  const training = { ...whole.training, batchSize: 2, composition };
  inputs = { checkpoint: await laboratory.checkpoint({ ...whole, training }), dataset };
});
afterAll(() => laboratory.close());

test.each([
  ['evaluator/circulate', () => laboratory.run(circulate, inputs, {})],
  ['evaluator/pseudo-label', () => laboratory.run(pseudoLabel, inputs, {})],
])('%s refuses a network of part batches in one line', async (_, run) => {
  await expect(run()).rejects.toThrow(
    /^evaluator\/.*, whose batches have images of all \d+ classes: expected .*, received batches of 2; test this network/,
  );
});

test('evaluator/evaluate tests it in batches of as many classes', async () => {
  const params = { protocol: 'balanced', options: { classesPerBatch: 2 } };
  await expect(laboratory.run(evaluate, inputs, params)).resolves.toBeDefined();
});
