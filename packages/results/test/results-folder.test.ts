import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readResults, writeResults, type Predictions } from '../src/index.ts';
import { evaluationFacts as facts } from './support/facts.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'batchmates-results-'))));
afterEach(() => rm(folder, { recursive: true }));

const predictionsArbitrary: fc.Arbitrary<Predictions> = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.nat({ max: 20 }))
  .chain(([classes, images]) =>
    fc
      .record({
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
        batches: fc.uint32Array({ minLength: images, maxLength: images }),
        slots: fc.uint32Array({ minLength: images, maxLength: images }),
      })
      .chain((predictions) =>
        fc
          .option(fc.uint16Array({ minLength: images, maxLength: images, max: classes - 1 }))
          .map((trueLabels) => ({ ...predictions, ...(trueLabels !== null && { trueLabels }) })),
      ),
  );

test('facts and predictions come back as they were written', async () => {
  await fc.assert(
    fc.asyncProperty(predictionsArbitrary, async (predictions) => {
      await writeResults(folder, { facts, predictions });
      const results = await readResults(folder);
      expect(results.facts).toEqual(facts);
      expect(await results.predictions()).toEqual(predictions);
    }),
    { numRuns: 30 },
  );
});

test('a folder without results says so in one line', async () => {
  await expect(readResults(join(folder, 'nowhere'))).rejects.toMatchObject({
    code: 'results/missing',
    message: expect.stringMatching(/result\.json" does not exist; name the folder/) as string,
  });
});

test('results of the first version are refused with the command that remakes them', async () => {
  await writeFile(join(folder, 'metrics.json'), '{"kind":"evaluation","schemaVersion":1,"error":0.1}');
  await expect(readResults(folder)).rejects.toMatchObject({
    code: 'results/schema-version',
    message: `results file "${folder}/metrics.json": expected schema version 4, received version 1; make it again: npx batchmates run-all <pipeline>.<instance>`,
  });
  await writeFile(join(folder, 'artifact.json'), '{"instance":"evaluate.balanced.random"}');
  await expect(readResults(folder)).rejects.toThrow('run-all <pipeline>.evaluate.balanced.random');
  await writeFile(join(folder, 'run.json'), '{"pipeline":"glyphs10"}');
  await expect(readResults(folder)).rejects.toThrow('run-all glyphs10.evaluate.balanced.random');
});

test('so are results of a version to come', async () => {
  await writeFile(join(folder, 'result.json'), '{"kind":"evaluation","schemaVersion":5}');
  await expect(readResults(folder)).rejects.toThrow(
    /result\.json": expected schema version 4, received version 5/,
  );
});

test('malformed facts are refused with the key that differs, in one line', async () => {
  await writeFile(join(folder, 'result.json'), '{"kind":"evaluation","schemaVersion":4}');
  await expect(readResults(folder)).rejects.toMatchObject({
    code: 'results/bad-file',
    message: expect.stringMatching(/^.*protocol.*$/) as string,
  });
});

test('a predictions file that is not Arrow is refused', async () => {
  await writeResults(folder, { facts });
  await writeFile(join(folder, 'predictions.arrow'), 'not arrow');
  const results = await readResults(folder);
  await expect(results.predictions()).rejects.toMatchObject({
    code: 'results/bad-file',
    message: expect.stringContaining(`results file "${folder}/predictions.arrow"`) as string,
  });
});
