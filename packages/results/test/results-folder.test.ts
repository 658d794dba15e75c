import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  negativeLogLikelihood,
  readResults,
  reliability,
  scorePredictions,
  writeResults,
  type EvaluationMetrics,
  type Predictions,
} from '../src/index.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'batchmates-results-'))));
afterAll(() => rm(folder, { recursive: true }));

const predictionsArbitrary: fc.Arbitrary<Predictions> = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.nat({ max: 20 }))
  .chain(([classes, images]) =>
    fc.record({
      ids: fc.array(fc.string(), { minLength: images, maxLength: images }),
      labels: fc.uint16Array({ minLength: images, maxLength: images, max: classes - 1 }),
      predicted: fc.uint16Array({ minLength: images, maxLength: images, max: classes - 1 }),
      probabilities: fc.float32Array({
        minLength: images * classes,
        maxLength: images * classes,
        min: 0,
        max: 1,
        noNaN: true,
      }),
      classes: fc.constant(classes),
    }),
  );

test('metrics and predictions come back as they were written', async () => {
  await fc.assert(
    fc.asyncProperty(predictionsArbitrary, async (predictions) => {
      const metrics = metricsOf(predictions);
      await writeResults(folder, { metrics, predictions });
      const results = await readResults(folder);
      expect(results.metrics).toEqual(metrics);
      expect(await results.predictions()).toEqual(predictions);
    }),
    { numRuns: 30 },
  );
});

test('a folder without results says so in one line', async () => {
  await expect(readResults(join(folder, 'nowhere'))).rejects.toMatchObject({
    code: 'results/missing',
    message: expect.stringMatching(/metrics\.json" does not exist; name the folder/) as string,
  });
});

test('metrics of another schema are refused with the key that differs', async () => {
  await writeFile(join(folder, 'metrics.json'), '{"kind":"evaluation","schemaVersion":2}');
  await expect(readResults(folder)).rejects.toMatchObject({
    code: 'results/bad-metrics',
    message: expect.stringContaining('schemaVersion') as string,
  });
});

test('a predictions file that is not Arrow is refused', async () => {
  await writeResults(folder, { metrics: metricsOf(fc.sample(predictionsArbitrary, 1)[0] as Predictions) });
  await writeFile(join(folder, 'predictions.arrow'), 'not arrow');
  const results = await readResults(folder);
  await expect(results.predictions()).rejects.toMatchObject({ code: 'results/bad-file' });
});

function metricsOf(predictions: Predictions): EvaluationMetrics {
  const classNames = Array.from({ length: predictions.classes }, (_, label) => `class ${label}`);
  return {
    kind: 'evaluation',
    schemaVersion: 1,
    dataset: { description: 'made up', split: 'test', classNames },
    network: {
      name: 'cifar-resnet-8',
      parameters: 10,
      width: 4,
      input: { height: 8, width: 8, channels: 3 },
    },
    training: { strategy: 'balanced', batchSize: 10, epochs: 3, seed: 0, momentum: 0.9 },
    engine: { name: 'tfjs-wasm', precision: 'f32' },
    seed: 0,
    protocol: { name: 'balanced', options: { samplesPerClass: 1 } },
    statistics: 'batch',
    views: { name: 'center', count: 1 },
    rearrangements: 1,
    ...scorePredictions(predictions, classNames),
    negativeLogLikelihood: negativeLogLikelihood(predictions),
    reliability: reliability(predictions),
  };
}
