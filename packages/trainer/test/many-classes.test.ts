import { readCheckpoint } from '@batchmates/checkpoint';
import { beforeAll, describe, expect, test } from 'vitest';
import { colours } from './support/colours.ts';
import { recordingEngine } from './support/recording-engine.ts';
import { runTrain } from './support/run-train.ts';

const tiny = {
  network: 'cifar-resnet-8',
  width: 2,
  crop: 4,
  epochs: 2,
  learningRate: 0.05,
  augmentation: { kind: 'scale-crop', flip: false },
  batching: 'balanced',
} as const;

test('100 classes meet in batches of 100, one image of each', async () => {
  const dataset = await colours({ classes: 100, trainPerClass: 3, testPerClass: 1 });
  const { engine, batches } = recordingEngine({ pixels: 4 * 4 * 3 });
  const { artifact } = await runTrain(dataset, { engine, params: tiny });
  const all = Array.from({ length: 100 }, (_, label) => label);
  expect(batches).toHaveLength(6);
  for (const labels of batches) expect(labels.toSorted((a, b) => a - b)).toEqual(all);
  const { training } = await readCheckpoint(artifact.directory);
  expect(training).toMatchObject({ batchSize: 100, steps: 6, trainingImages: 300 });
});

describe('200 classes, of which 25 fit in a batch', () => {
  const { engine, batches, tested } = recordingEngine({ pixels: 4 * 4 * 3 });

  beforeAll(async () => {
    const dataset = await colours({ classes: 200, trainPerClass: 3, testPerClass: 1 });
    const composition = { batchSize: 25, batching: { kind: 'balanced', classesPerBatch: 25 } };
    await runTrain(dataset, { engine, params: { ...tiny, ...composition } });
  });

  test('meet 25 different ones at a time, every class equally often', () => {
    expect(batches).toHaveLength(48);
    for (const labels of batches) expect(new Set(labels).size).toBe(25);
    for (const epoch of [batches.slice(0, 24), batches.slice(24)]) {
      const seen = new Map<number, number>();
      for (const label of epoch.flat()) seen.set(label, (seen.get(label) ?? 0) + 1);
      expect([...seen.values()]).toEqual(Array(200).fill(3));
    }
  });

  test('meet others each time', () => {
    const companies = batches.map((labels) => labels.toSorted((a, b) => a - b).join());
    expect(new Set(companies).size).toBe(companies.length);
  });

  test('are tested in batches of 25 too', () => {
    expect(tested).toEqual(Array(2 * 8).fill(25));
  });
});
