import type { Checkpoint } from '@batchmates/checkpoint';
import { stateSpecs } from '@batchmates/engine';
import type { Network } from '@batchmates/network';
import { expect, test } from 'vitest';
import { withClassOrder } from '../src/with-class-order.ts';

const optimizer = { kind: 'sgd', momentum: 0.9, weightDecay: 0 } as const;
const network: Network = {
  name: 'tiny',
  input: { height: 8, width: 8, channels: 3 },
  classes: 3,
  layers: [
    { kind: 'conv', name: 'conv', input: 'images', channels: 4, size: 3, stride: 1, padding: 1 },
    { kind: 'batchNorm', name: 'bn', input: 'conv', epsilon: 1e-5, momentum: 0.1 },
    { kind: 'globalAveragePool', name: 'pool', input: 'bn' },
    { kind: 'dense', name: 'fc', input: 'pool', units: 3 },
  ],
};

/** Every value tells where it stands. */
const checkpoint = {
  network,
  classNames: ['cat', 'dog', 'eel'],
  state: new Map(
    stateSpecs(network, optimizer).map(({ name, shape }) => {
      const length = shape.reduce((product, extent) => product * extent, 1);
      return [name, { shape, data: Float32Array.from({ length }, (_, i) => i) }];
    }),
  ),
} as unknown as Checkpoint;

test('moves the rows of the last layer and of its optimizer slots, and nothing else', () => {
  const classNames = ['eel', 'cat', 'dog'];
  const ordered = withClassOrder(checkpoint, classNames);
  expect(ordered.classNames).toEqual(classNames);
  const last = 'fc';
  const [weight, bias] = [ordered.state.get(`${last}.weight`)!, ordered.state.get(`${last}.bias`)!];
  const inputs = weight.shape[1]!;
  expect([...bias.data]).toEqual([2, 0, 1]);
  expect(weight.data[0]).toBe(2 * inputs);
  expect(weight.data[inputs]).toBe(0);
  expect(ordered.state.get(`optimizer.velocity.${last}.weight`)).toEqual(weight);
  const moved = [...ordered.state].filter(([name, { data }]) => data !== checkpoint.state.get(name)!.data);
  expect(moved.map(([name]) => name).toSorted()).toEqual(
    [`${last}.bias`, `${last}.weight`].flatMap((name) => [name, `optimizer.velocity.${name}`]).toSorted(),
  );
});
