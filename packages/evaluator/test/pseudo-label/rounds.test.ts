import { balancedTestBatches, batchCount, batchOf } from '@batchmates/batching';
import type { PseudoLabelRound } from '@batchmates/results';
import { expect, test } from 'vitest';
import { runRounds, type RoundsRequest } from '../../src/pseudo-label/rounds.ts';
import { numberedImages } from '../support/numbered-images.ts';

/**
 * Alone, all images but the last look like class 0. In batches every image is answered right with probability 7/8, but the
 * last, which is taken for class 0 with probability 5/8.
 */
const labels = [0, 0, 0, 1, 1, 1];
const row = (label: number, probability: number) =>
  label === 0 ? [probability, 1 - probability] : [1 - probability, probability];
const guesses = Uint16Array.of(0, 0, 0, 0, 0, 1);
const population = new Map([['bn', { mean: Float32Array.of(0), variance: Float32Array.of(1) }]]);

function images(statistics: object) {
  return numberedImages(labels, 2, (members, given) => {
    if (given.kind === 'batch')
      return members.map((image) => (image === 5 ? row(0, 0.625) : row(labels[image]!, 0.875)));
    expect(given).toEqual(statistics);
    return members.map((image) => row(guesses[image]!, 0.75));
  });
}

async function run(params: Partial<RoundsRequest>) {
  const statistics =
    params.statistics === 'running' ? { kind: 'running' } : { kind: 'fixed', moments: population };
  const numbered = images(statistics);
  const told: PseudoLabelRound[] = [];
  const counted: number[] = [];
  const outcome = await runRounds({
    program: numbered.program,
    images: numbered.images,
    population,
    signal: new AbortController().signal,
    seed: 3,
    rounds: 5,
    start: 'standard',
    update: 'all',
    confidence: 0.75,
    statistics: 'population',
    onRound: (round) => told.push(round),
    onBatch: (images) => counted.push(images),
    ...params,
  });
  expect(told).toEqual(outcome.rounds);
  const table = outcome.rounds.map(({ round, errors, labelErrors, changed, better, worse, repeated }) => [
    round,
    errors,
    labelErrors,
    changed,
    better,
    worse,
    repeated,
  ]);
  return { ...outcome, table, asked: numbered.asked, counted };
}

test('labels follow the answers, until none changes', async () => {
  const { table, fixedPoint, predictions, rounds, counted } = await run({});
  expect(table).toEqual([
    // Round 0: images 3 and 4 are guessed wrong.
    [0, 2, 2, 0, 0, 0, 0],
    // Five batches, image 5 in each; images 3 and 4 are mended, image 5 is spoilt.
    [1, 1, 1, 3, 2, 1, 4],
    // Four images of class 0, two of class 1.
    [2, 1, 1, 0, 0, 0, 2],
  ]);
  expect(fixedPoint).toBe(true);
  expect([...predictions.predicted]).toEqual([0, 0, 0, 1, 1, 0]);
  expect(rounds[1]).toMatchObject({ images: 6, error: 1 / 6 });
  // Of the last round, whose four batches count six images.
  expect(counted.slice(0, 6)).toEqual([6, 2, 1, 1, 1, 1]);
  expect(counted.reduce((sum, images) => sum + images, 0)).toBe(18);
});

test('each round arranges the labels of the round before, in an arrangement of its own', async () => {
  const { asked } = await run({ statistics: 'running' });
  const second = Uint16Array.of(0, 0, 0, 1, 1, 0);
  const planned = [
    balancedTestBatches({ labels: guesses, classes: 2, seed: 3, arrangement: 1 }),
    balancedTestBatches({ labels: second, classes: 2, seed: 3, arrangement: 2 }),
  ].flatMap((plan) => Array.from({ length: batchCount(plan) }, (_, batch) => [...batchOf(plan, batch)]));
  expect(asked).toEqual([[0, 1, 2, 3, 4, 5], ...planned]);
});

test('unsure answers leave labels as they were', async () => {
  const { table, fixedPoint } = await run({ update: 'confident' });
  expect(table).toEqual([
    [0, 2, 2, 0, 0, 0, 0],
    [1, 1, 0, 2, 2, 0, 4],
    // The labels are right, the answers are not.
    [2, 1, 0, 0, 0, 0, 0],
  ]);
  expect(fixedPoint).toBe(true);
});

test('as many rounds as asked for, where labels still change', async () => {
  const { table, fixedPoint } = await run({ rounds: 1 });
  expect(table).toHaveLength(2);
  expect(fixedPoint).toBe(false);
});

test('beginning with the truth, round 0 has no wrong label and round 1 no image that only fills', async () => {
  const { table, fixedPoint } = await run({ start: 'true-labels', rounds: 1 });
  expect(table).toEqual([
    [0, 2, 0, 0, 0, 0, 0],
    [1, 1, 1, 1, 0, 1, 0],
  ]);
  expect(fixedPoint).toBe(false);
});
