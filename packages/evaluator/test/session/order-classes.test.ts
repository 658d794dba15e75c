import type { Checkpoint } from '@batchmates/checkpoint';
import type { Classifier } from '@batchmates/classifier';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Artifact } from '@batchmates/artifact';
import { referenceEngine } from '@batchmates/engine/testing';
import { readResults } from '@batchmates/results';
import { evaluate } from '../../src/index.ts';
import { orderClasses } from '../../src/session/order-classes.ts';
import { swatches } from '../support/colours.ts';
import { openLaboratory } from '../support/laboratory.ts';
import { trainedCheckpoint } from '../support/trained-checkpoint.ts';

const NAMES = ['cat', 'dog', 'eel'];

/** Gives itself in the order asked for. */
const classifierOf = (classNames: readonly string[]): Classifier =>
  ({ classNames, inOrderOf: classifierOf }) as unknown as Classifier;
const classifier = classifierOf(NAMES);

describe('orderClasses', () => {
  it('asks for the order of the images', () => {
    const classNames = ['eel', 'cat', 'dog'];
    expect(orderClasses(classifier, { classNames }).classNames).toEqual(classNames);
  });

  it.each([
    ['the same order', ['cat', 'dog', 'eel']],
    ['other classes', ['cat', 'dog', 'fox']],
    ['fewer classes', ['dog', 'cat']],
    ['more classes', ['dog', 'cat', 'eel', 'fox']],
    ['one class twice', ['cat', 'cat', 'dog']],
  ])('leaves a classifier as it is: %s', (_, classNames) => {
    expect(orderClasses(classifier, { classNames })).toBe(classifier);
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
    const reversed = withLastRowsReversed(trained);
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

/** The network as if its classes had been listed in the opposite order. */
function withLastRowsReversed(checkpoint: Checkpoint): Checkpoint {
  const { name } = checkpoint.network.layers.at(-1)!;
  const count = checkpoint.classNames.length;
  const state = [...checkpoint.state].map(([key, { shape, data }]) => {
    if (![`${name}.weight`, `${name}.bias`].includes(key)) return [key, { shape, data }] as const;
    const length = data.length / count;
    const rows = Array.from({ length: count }, (_, row) => [
      ...data.subarray(row * length, (row + 1) * length),
    ]);
    return [key, { shape, data: Float32Array.from(rows.toReversed().flat()) }] as const;
  });
  return { ...checkpoint, classNames: checkpoint.classNames.toReversed(), state: new Map(state) };
}
