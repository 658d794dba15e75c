import type { Checkpoint } from '@batchmates/checkpoint';
import { stateSpecs } from '@batchmates/engine';
import type { Network } from '@batchmates/network';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Artifact } from '@batchmates/artifact';
import { referenceEngine } from '@batchmates/engine/testing';
import { readResults } from '@batchmates/results';
import { evaluate } from '../../src/index.ts';
import { orderClasses } from '../../src/session/order-classes.ts';
import { swatches } from '../support/colours.ts';
import { openLaboratory } from '../support/laboratory.ts';
import { trainedCheckpoint } from '../support/trained-checkpoint.ts';

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

describe('orderClasses', () => {
  it('moves the rows of the last layer and of its optimizer slots, and nothing else', () => {
    const classNames = ['eel', 'cat', 'dog'];
    const ordered = orderClasses(checkpoint, { classNames });
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

  it.each([
    ['the same order', ['cat', 'dog', 'eel']],
    ['other classes', ['cat', 'dog', 'fox']],
    ['fewer classes', ['dog', 'cat']],
    ['more classes', ['dog', 'cat', 'eel', 'fox']],
    ['one class twice', ['cat', 'cat', 'dog']],
  ])('leaves a checkpoint as it is: %s', (_, classNames) => {
    expect(orderClasses(checkpoint, { classNames })).toBe(checkpoint);
  });
});

describe('a test of a network whose classes are in another order', () => {
  const laboratory = openLaboratory(referenceEngine);
  let dataset: Artifact;
  let trained: Checkpoint;

  beforeAll(async () => {
    dataset = await laboratory.dataset({ train: swatches(3), test: swatches(2) });
    trained = await trainedCheckpoint(dataset.directory, 1);
  });

  it('has the results of the order of the images', async () => {
    const classNames = trained.classNames.toReversed();
    const reversed = orderClasses(trained, { classNames });
    expect(reversed.classNames).toEqual(classNames);
    const params = { protocol: { kind: 'standard', statistics: 'running' } } as const;
    const resultsOf = async (tested: Checkpoint) => {
      const inputs = { checkpoint: await laboratory.checkpoint(tested), dataset };
      const { artifact, notes } = await laboratory.runWhole(evaluate, inputs, params);
      const { predicted, labels } = await (await readResults(artifact.directory)).predictions();
      return { predicted: [...predicted], labels: [...labels], notes };
    };
    const [straight, other] = [await resultsOf(trained), await resultsOf(reversed)];
    expect(other.predicted).toEqual(straight.predicted);
    expect(other.labels).toEqual(straight.labels);
    expect(other.notes.join()).toContain('matched by name');
    expect(straight.notes.join()).not.toContain('matched by name');
  });
});
