import type { TrainingEngine } from '@batchmates/engine';
import { referenceEngine } from '@batchmates/engine/testing';
import { readCheckpoint } from '@batchmates/checkpoint';
import { beforeAll, describe, expect, test } from 'vitest';
import { colours } from './support/colours.ts';
import { runStage } from './support/run-stage.ts';

const tiny = {
  network: 'cifar-resnet-8',
  width: 2,
  crop: 4,
  epochs: 2,
  learningRate: 0.05,
  augmentation: { kind: 'scale-crop', flip: false },
  batching: 'balanced',
};

test('100 classes meet in batches of 100, one image of each', async () => {
  const dataset = await colours({ classes: 100, trainPerClass: 3, testPerClass: 1 });
  const { engine, batches } = recording();
  const { output } = await runStage({ dataset, engine, with: tiny });
  const all = Array.from({ length: 100 }, (_, label) => label);
  expect(batches).toHaveLength(6);
  for (const labels of batches) expect(labels.toSorted((a, b) => a - b)).toEqual(all);
  const { training } = await readCheckpoint(output);
  expect(training).toMatchObject({ batchSize: 100, steps: 6, trainingImages: 300 });
});

describe('200 classes, of which 25 fit in a batch', () => {
  const { engine, batches, tested } = recording();

  beforeAll(async () => {
    const dataset = await colours({ classes: 200, trainPerClass: 3, testPerClass: 1 });
    const composition = { batchSize: 25, batchingOptions: { classesPerBatch: 25 } };
    await runStage({ dataset, engine, with: { ...tiny, ...composition } });
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

/** The float64 reference engine, the labels of every step it is given, and images per test with batch statistics. */
function recording(): {
  readonly engine: TrainingEngine;
  readonly batches: number[][];
  readonly tested: number[];
} {
  const batches: number[][] = [];
  const tested: number[] = [];
  const engine: TrainingEngine = {
    ...referenceEngine,
    compileTraining: async (network, options) => {
      const program = await referenceEngine.compileTraining(network, options);
      return {
        ...program,
        trainStep(images, labels, learningRate) {
          batches.push(Array.from(labels));
          return program.trainStep(images, labels, learningRate);
        },
        infer(images, statistics) {
          if (statistics.kind === 'batch') tested.push(images.length / (4 * 4 * 3));
          return program.infer(images, statistics);
        },
      };
    },
  };
  return { engine, batches, tested };
}
