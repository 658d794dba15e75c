import { initialState, type Moments, type Optimizer } from '@batchmates/engine';
import { createNetwork } from '@batchmates/model-zoo';
import { batchNorms } from '@batchmates/network';
import type { TrainedCheckpoint } from '../src/index.ts';

const network = createNetwork('cifar-resnet-8', {
  input: { height: 8, width: 8, channels: 3 },
  classes: 2,
  width: 2,
});

/** Statistics of the batch norms of the sample's network: means 0, 1, 2, ... and variances 1, 2, 3, ... by batch norm. */
export const population: Moments = new Map(
  batchNorms(network).map(({ name, channels }, index) => [
    name,
    { mean: new Float32Array(channels).fill(index), variance: new Float32Array(channels).fill(1 + index) },
  ]),
);

/** A checkpoint of a small network, untrained, with some training facts in place of the usual ones. */
export function sampleCheckpoint({
  optimizer,
  ...training
}: { readonly optimizer: Optimizer } & Partial<TrainedCheckpoint['training']>): TrainedCheckpoint {
  return {
    network,
    classNames: ['cat', 'dog'],
    crop: { height: 8, width: 8 },
    normalisation: { mean: [0.5], std: [0.2], eigenvalues: [1], eigenvectors: [[1]] },
    state: initialState(network, 3, optimizer),
    training: {
      batching: { kind: './own.ts', samplesPerClass: 1 },
      strategy: 'own',
      composition: { kind: 'balanced', samplesPerClass: 1, classesPerBatch: 2 },
      batchSize: 2,
      epochs: 4,
      steps: 40,
      optimizer,
      schedule: { kind: 'cosine' },
      learningRate: 0.1,
      augmentation: 'none',
      seed: 3,
      engine: 'reference',
      precision: 'f32',
      threads: 1,
      dataset: 'pets',
      trainingImages: 20,
      ...training,
    },
  };
}
