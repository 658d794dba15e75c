import type { Engine } from '@batchmates/engine';
import { referenceEngine } from '@batchmates/engine/testing';
import { readCheckpoint, readCurves } from '@batchmates/checkpoint';
import { describe, expect, test } from 'vitest';
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

describe('200 classes, of which 25 fit in a batch', async () => {
  const dataset = await colours({ classes: 200, trainPerClass: 3, testPerClass: 1 });
  const { engine, batches } = recording();
  const { output } = await runStage({
    dataset,
    engine,
    with: { ...tiny, batchSize: 25, batchingOptions: { classesPerBatch: 25 } },
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

  test('are tested in batches of 25 too', async () => {
    const { errorBalancedBatch } = (await readCurves(output)).at(-1)!;
    expect(errorBalancedBatch * 200).toBeCloseTo(Math.round(errorBalancedBatch * 200), 9);
  });
});

/** The float64 reference engine, and the labels of every step it is given. */
function recording(): { readonly engine: Engine; readonly batches: number[][] } {
  const batches: number[][] = [];
  const engine: Engine = {
    ...referenceEngine,
    compile: async (network, options) => {
      const program = await referenceEngine.compile(network, options);
      return {
        ...program,
        trainStep(images, labels, learningRate) {
          batches.push(Array.from(labels));
          return program.trainStep(images, labels, learningRate);
        },
      };
    },
  };
  return { engine, batches };
}
