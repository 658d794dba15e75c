import { expect, test } from 'vitest';
import {
  balancedTestBatches,
  streamTestBatches,
  testBatchesInOrder,
  type Composition,
} from '../../src/index.ts';
import { expectComposition } from '../../src/testing/index.ts';

const data = { labels: Uint16Array.of(0, 0, 1, 1), classes: 2 };
const balanced = (samplesPerClass: number, classesPerBatch: number): Composition => ({
  kind: 'balanced',
  samplesPerClass,
  classesPerBatch,
});
const byClass = (labels: Uint16Array) => balancedTestBatches({ ...data, labels, seed: 0 });
const inOrder = (batchSize: number) => () => testBatchesInOrder(4, { batchSize });

test.each<[string, Composition, (labels: Uint16Array) => ReturnType<typeof byClass>, boolean]>([
  ['balanced batches', balanced(1, 2), byClass, true],
  ['batches of one class', balanced(1, 2), inOrder(2), false],
  ['more images of a class than declared', balanced(1, 2), inOrder(4), false],
  ['fewer classes than declared', balanced(2, 2), inOrder(2), false],
  ['batches by label', { kind: 'random' }, byClass, false],
  ['batches whatever the labels', { kind: 'random' }, inOrder(2), true],
  ['the order of the data set', { kind: 'ordered' }, inOrder(3), true],
  ['another order', { kind: 'ordered' }, byClass, false],
  ['class after class', { kind: 'sorted' }, inOrder(3), true],
  [
    'class after class, the last batch filled',
    { kind: 'sorted' },
    () => streamTestBatches(4, { batchSize: 3 }),
    true,
  ],
  ['classes in turn', { kind: 'sorted' }, byClass, false],
  ['images one by one', { kind: 'single' }, inOrder(1), true],
  ['images that meet', { kind: 'single' }, inOrder(2), false],
])('%s', (_, composition, plan, holds) => {
  const check = () => expectComposition(composition, { ...data, plan });
  if (holds) check();
  else expect(check).toThrow();
});
