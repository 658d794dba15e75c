import { initialState } from '@batchmates/engine';
import { createNetwork, normSchema } from '@batchmates/model-zoo';
import { temporaryFolder } from '@batchmates/stage/testing';
import { expect, test } from 'vitest';
import { readCheckpoint, writeCheckpoint, type Checkpoint } from '../src/index.ts';

const network = createNetwork('cifar-resnet-8', {
  input: { height: 8, width: 8, channels: 3 },
  classes: 2,
  width: 8,
  norm: normSchema.parse('group'),
});

const checkpoint: Checkpoint = {
  network,
  classNames: ['cat', 'dog'],
  crop: { height: 8, width: 8 },
  normalisation: { mean: [0, 0, 0], std: [1, 1, 1], eigenvalues: [], eigenvectors: [] },
  state: initialState(network, 0),
  training: {
    strategy: 'standard',
    batching: { kind: 'standard' },
    batchSize: 2,
    composition: { kind: 'random' },
    epochs: 1,
    steps: 1,
    optimizer: { kind: 'sgd', momentum: 0, weightDecay: 0 },
    schedule: { kind: 'constant' },
    learningRate: 0.1,
    augmentation: 'none',
    seed: 0,
    engine: 'reference',
    precision: 'f32',
    threads: 1,
    dataset: 'none',
    trainingImages: 2,
  },
};

test('a network without batch norm always has its population statistics: none', async () => {
  const folder = await temporaryFolder();
  try {
    for (const written of [checkpoint, { ...checkpoint, population: new Map() }]) {
      await writeCheckpoint(folder, written);
      expect((await readCheckpoint(folder)).population).toEqual(new Map());
    }
  } finally {
  }
});
