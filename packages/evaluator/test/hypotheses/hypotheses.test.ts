import { beforeAll, describe, expect, test } from 'vitest';
import type { Artifact } from '@batchmates/artifact';
import { readResults } from '@batchmates/results';
import { hypotheses } from '../../src/index.ts';
import { swatches } from '../support/colours.ts';
import { openColourLaboratory, type ColourLaboratory } from '../support/colour-laboratory.ts';

let laboratory: ColourLaboratory;
let inputs: { checkpoint: Artifact; dataset: Artifact };

beforeAll(async () => {
  laboratory = await openColourLaboratory();
  inputs = { checkpoint: laboratory.calibrated, dataset: laboratory.colours };
});

const predictions = async (params: object) =>
  (await readResults((await laboratory.run(hypotheses, inputs, params)).directory)).predictions();

test('every image has an answer, far better than chance, and the results say how it came about', async () => {
  const run = await laboratory.runWhole(hypotheses, inputs, { rearrangements: 2 });
  const results = await readResults(run.artifact.directory);
  expect(results.facts).toMatchObject({
    kind: 'evaluation',
    dataset: { split: 'test' },
    views: { name: 'center', count: 1 },
    protocol: {
      name: 'hypotheses',
      options: { company: 'train' },
      statistics: 'batch',
      rearrangements: 2,
      composition: { kind: 'other', description: 'each image alone among images of split "train"' },
    },
  });
  const { labels, predicted, probabilities, classes, batches } = await results.predictions();
  const errors = labels.reduce((sum, label, image) => sum + (label === predicted[image] ? 0 : 1), 0);
  expect(run.report).toMatchObject({ images: 60, errors });
  expect(errors).toBeLessThan(20);
  expect([...batches]).toEqual(Array.from(labels, (_, image) => image));
  for (let image = 0; image < 60; image++) {
    const row = [...probabilities.subarray(image * classes, (image + 1) * classes)];
    expect(row.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 5);
    expect(predicted[image]).toBe(row.indexOf(Math.max(...row)));
  }
  expect(run.advanced).toBe(120);
});

test('equal params give equal answers, and another seed other company', async () => {
  const first = await predictions({ seed: 1 });
  expect(await predictions({ seed: 1 })).toEqual(first);
  expect((await predictions({ seed: 2 })).probabilities).not.toEqual(first.probabilities);
});

test('an image is shown in the views that its company has', async () => {
  const { facts } = await readResults(
    (await laboratory.run(hypotheses, inputs, { views: 'grid' })).directory,
  );
  expect(facts).toMatchObject({ views: { name: 'grid', count: 9 } });
});

describe('company that is none is refused in one line, before and when it runs', () => {
  const refused = async (params: object, dataset: Artifact, message: string) => {
    const planned = (type: string, artifact: Artifact) => [{ type, foreseen: {}, artifact }];
    const context = {
      params: hypotheses.params.parse(params),
      inputs: {
        checkpoint: planned('checkpoint', inputs.checkpoint),
        dataset: planned('dataset', dataset),
      },
      services: laboratory.services,
      pipelineDirectory: import.meta.dirname,
    };
    const error = { code: 'evaluator/no-company', message };
    await expect(hypotheses.check!(context as never)).rejects.toMatchObject(error);
    await expect(laboratory.run(hypotheses, { ...inputs, dataset }, params)).rejects.toMatchObject(error);
  };

  test('the images that are tested', async () => {
    await refused(
      { company: 'test' },
      inputs.dataset,
      'company: split "test": expected another split than the one that is tested, received the same',
    );
  });

  test('a split without one of the classes', async () => {
    const green = swatches(4).filter(({ label }) => label !== 1);
    const dataset = await laboratory.dataset({ train: green, test: swatches(2) });
    await refused(
      {},
      dataset,
      'company: split "train": expected images of every class, received none of class "green"',
    );
  });
});
