import { beforeAll, expect, test } from 'vitest';
import { verifyArtifact } from '@batchmates/artifact';
import { readResults, type PseudoLabelMetrics } from '@batchmates/results';
import { evaluate, pseudoLabel } from '../../src/index.ts';
import { openColourLaboratory, type ColourLaboratory } from '../support/colour-laboratory.ts';

let laboratory: ColourLaboratory;
beforeAll(async () => (laboratory = await openColourLaboratory()));

async function run(params: Parameters<typeof pseudoLabel.params.parse>[0]) {
  const { calibrated: checkpoint, colours: dataset } = laboratory;
  const parsed = pseudoLabel.params.parse(params);
  const results = await readResults(
    (await laboratory.run(pseudoLabel, { checkpoint, dataset }, parsed)).directory,
  );
  const metrics = results.metrics as PseudoLabelMetrics;
  return { metrics, predictions: await results.predictions() };
}

test('begins with standard inference and goes on until no label changes', async () => {
  const { calibrated: checkpoint, colours: dataset } = laboratory;
  const standard = await laboratory.run(evaluate, { checkpoint, dataset }, { protocol: 'standard' });
  const { metrics, predictions } = await run({ rounds: 20 });
  const first = metrics.rounds[0];
  expect(first).toMatchObject({ round: 0, changed: 0, repeated: 0 });
  expect(first?.errors).toBe(
    ((await readResults(standard.directory)).metrics as PseudoLabelMetrics & { errors: number }).errors,
  );
  expect(metrics.rounds.map(({ round }) => round)).toEqual([...metrics.rounds.keys()]);
  metrics.rounds.slice(1).forEach((round, index) => {
    const before = metrics.rounds[index];
    expect(round.images).toBe(60);
    expect(round.labelErrors).toBe((before?.labelErrors ?? NaN) - round.better + round.worse);
    // `update: all` takes every prediction as a label.
    expect(round.errors).toBe(round.labelErrors);
  });
  expect(metrics.fixedPoint).toBe(metrics.rounds.at(-1)?.changed === 0);
  const wrong = predictions.predicted.filter((answer, image) => answer !== predictions.labels[image]);
  expect(wrong.length).toBe(metrics.rounds.at(-1)?.errors);
  await verifyArtifact(checkpoint);
});

test('beginning with the truth is the upper bound: round 1 is balanced inference', async () => {
  const { metrics } = await run({ rounds: 1, start: 'true-labels' });
  const [zero, one] = metrics.rounds;
  expect(zero?.labelErrors).toBe(0);
  expect(one?.repeated).toBe(0);
  expect(one?.errors).toBeLessThan(zero?.errors ?? 0);
  expect(metrics.rounds.length).toBe(2);
});

test('unsure predictions keep their former label when only confident ones count', async () => {
  const start = 'true-labels';
  const { metrics } = await run({ rounds: 1, start, update: 'confident', confidence: 0.999 });
  const { metrics: all } = await run({ rounds: 1, start });
  expect(metrics.rounds[1]?.errors).toBe(all.rounds[1]?.errors);
  expect(metrics.rounds[1]?.changed).toBeLessThan(all.rounds[1]?.changed ?? 0);
  expect(metrics).toMatchObject({ update: 'confident', confidence: 0.999, start });
});
