import {
  batchCount,
  batchOf,
  builtInStrategies,
  type BatchPlan,
  type BatchingStrategy,
} from '@batchmates/batching';
import type { TrainedCheckpoint } from '@batchmates/checkpoint';
import type { Classifier } from '@batchmates/classifier';
import type { Split } from '@batchmates/dataset';
import { randomStream, shuffle } from '@batchmates/random';
import { registryOf } from '@batchmates/stage/testing';
import { expect, test } from 'vitest';
import { calibrationPlan, type CalibrationBatches } from '../../src/calibrate/calibration-plan.ts';

const services = { strategies: registryOf<BatchingStrategy>('batching strategy', builtInStrategies) };
const alone = { rank: 0, world: 1 };
const classifier = {
  classNames: ['cat', 'dog'],
  training: { batching: { kind: 'sequential', remainder: 'wrap', ...alone }, batchSize: 4 },
} as unknown as TrainedCheckpoint & Classifier;

function plan(
  params: Partial<CalibrationBatches>,
  length = 30,
  trained: Classifier = classifier,
): Promise<BatchPlan> {
  const split = {
    name: 'train',
    length,
    labels: Uint16Array.from({ length }, (_, image) => image % 2),
  } as Partial<Split> as Split;
  const context = { params: { seed: 0, ...params }, services, pipelineDirectory: '.' };
  return calibrationPlan(context, { classifier: trained, split });
}

const batchesOf = (made: BatchPlan) =>
  Array.from({ length: batchCount(made) }, (_, batch) => [...batchOf(made, batch)]);

test('what is not told is as in training: strategy, its options, batch size', async () => {
  const batches = batchesOf(await plan({}, 6));
  // Images 0 and 1, which fill the second batch of training, count once.
  expect(batches.map((images) => images.toSorted())).toEqual([
    [0, 1, 2, 3],
    [4, 5],
  ]);
});

test('the images are those of all processes that shared the training', async () => {
  const { training } = classifier;
  const second = { ...training, batching: { ...training.batching, world: 2, rank: 1 } };
  expect(await plan({}, 30, { ...classifier, training: second })).toEqual(await plan({}, 30));
});

test('of ghost batch norm the groups that training normalised are the batches', async () => {
  const ghost = { ...classifier, ghost: 2 };
  // Six images in batches of four, each of two groups; the last group of training repeats images 0 and 1.
  expect(batchesOf(await plan({}, 6, ghost))).toEqual([
    [0, 1],
    [2, 3],
    [4, 5],
  ]);
  expect(await plan({ batchSize: 4 }, 6, ghost)).toEqual(await plan({ batchSize: 4 }, 6));
});

test('of an imported network both batching and batchSize must be told', async () => {
  const training = { imported: { architecture: 'resnet-18', file: 'a.safetensors', sha256: '0'.repeat(64) } };
  const imported = { ...classifier, training };
  await expect(plan({ batchSize: 3 }, 6, imported)).rejects.toThrow(
    /^batching and batchSize of calibration, which are as in training where they are absent: expected a checkpoint that was trained here, received resnet-18 imported from a\.safetensors; set both/,
  );
  const told = { batching: { kind: 'sequential', remainder: 'drop', ...alone }, batchSize: 3 };
  expect(await plan(told, 6, imported)).toEqual(await plan(told, 6));
});

test('what is told is as told, the first epoch of the seed', async () => {
  const order = shuffle([0, 1, 2, 3, 4, 5, 6], randomStream(9, 'batching/standard', 0));
  const batches = batchesOf(
    await plan({ batching: { kind: 'standard', remainder: 'drop', ...alone }, batchSize: 3, seed: 9 }, 7),
  );
  // The image that training drops is pooled with the last batch, not alone.
  expect(batches).toEqual([order.slice(0, 3), order.slice(3, 7)]);
});

test('about so many images come in batches spread evenly over the plan', async () => {
  const first = async (images: number) =>
    batchesOf(await plan({ batchSize: 3, images })).map((batch) => batch[0]! / 3);
  // Ten batches of three.
  expect(await first(12)).toEqual([0, 2, 5, 7]);
  // A begun batch is whole.
  expect(await first(10)).toEqual([0, 2, 5, 7]);
  expect(await first(1)).toEqual([0]);
  expect(await first(27)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(await first(28)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(await first(1000)).toHaveLength(10);
  expect(batchesOf(await plan({ batchSize: 3 }))).toHaveLength(10);
});

test('no batch is an error with a remedy', async () => {
  await expect(
    plan({ batching: { kind: 'sequential', remainder: 'drop', ...alone }, batchSize: 31 }),
  ).rejects.toMatchObject({
    code: 'evaluator/no-batches',
    message:
      'batches of split "train" (30 images): expected at least one, received none; set batchSize to at most the number of images',
  });
});
