import type { Checkpoint } from '@batchmates/checkpoint';
import { checkpointClassifier } from '@batchmates/classifier';
import { expect, test } from 'vitest';
import { factsOf } from '../../src/session/facts.ts';
import type { OpenedNetwork } from '../../src/session/open-network.ts';

const layer = { name: 'x', input: 'images' };

function opened(layers: readonly object[]): OpenedNetwork {
  const network = { name: 'small', input: { height: 4, width: 4, channels: 1 }, classes: 2, layers };
  const training = {
    strategy: 'own',
    batchSize: 3,
    composition: { kind: 'random' },
    epochs: 2,
    seed: 1,
    momentum: 0.5,
  };
  return {
    classifier: checkpointClassifier({
      network,
      classNames: ['cat', 'dog'],
      training,
    } as object as Checkpoint),
    dataset: { info: { description: 'made up' } },
    selection: { engine: { name: 'by hand' } },
    program: { precision: 'bf16' },
  } as object as OpenedNetwork;
}

test('facts are those of checkpoint, data set, engine and request', () => {
  const layers = [
    { ...layer, kind: 'relu', name: 'relu' },
    { ...layer, kind: 'conv', name: 'c1', input: 'relu', channels: 5, size: 3, stride: 1, padding: 1 },
    { ...layer, kind: 'conv', name: 'c2', input: 'c1', channels: 7, size: 1, stride: 1, padding: 0 },
    { ...layer, kind: 'globalAveragePool', name: 'pool', input: 'c2' },
    { ...layer, kind: 'dense', name: 'fc', input: 'pool', units: 2 },
  ];
  expect(factsOf(opened(layers), { split: 'validation', seed: -4 })).toEqual({
    schemaVersion: 4,
    dataset: { description: 'made up', split: 'validation', classNames: ['cat', 'dog'] },
    network: {
      name: 'small',
      parameters: 9 * 5 + 5 * 7 + 7 * 2 + 2,
      width: 5,
      input: { height: 4, width: 4, channels: 1 },
    },
    training: {
      strategy: 'own',
      batchSize: 3,
      composition: { kind: 'random' },
      epochs: 2,
      seed: 1,
      momentum: 0.5,
    },
    engine: { name: 'by hand', precision: 'bf16' },
    seed: -4,
  });
});

test('a network without a convolution has no width', () => {
  const layers = [
    { ...layer, kind: 'globalAveragePool', name: 'pool' },
    { ...layer, kind: 'dense', name: 'fc', input: 'pool', units: 2 },
  ];
  expect(factsOf(opened(layers), { split: 'test', seed: 0 }).network).toMatchObject({
    width: 0,
    parameters: 4,
  });
});
