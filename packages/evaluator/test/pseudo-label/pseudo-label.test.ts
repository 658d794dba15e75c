import { beforeAll, expect, test } from 'vitest';
import { verifyArtifact } from '@batchmates/artifact';
import { readResults, tally, type PseudoLabelFacts } from '@batchmates/results';
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
  const facts = results.facts as PseudoLabelFacts;
  return { facts, predictions: await results.predictions() };
}

test('begins with standard inference and goes on until no label changes', async () => {
  const { calibrated: checkpoint, colours: dataset } = laboratory;
  const standard = await laboratory.run(evaluate, { checkpoint, dataset }, { protocol: 'standard' });
  const { facts, predictions } = await run({ rounds: 20 });
  const first = facts.rounds[0];
  expect(first).toMatchObject({ round: 0, changed: 0, repeated: 0 });
  expect(first?.errors).toBe(tally(await (await readResults(standard.directory)).predictions()).errors);
  expect(facts.rounds.map(({ round }) => round)).toEqual([...facts.rounds.keys()]);
  facts.rounds.slice(1).forEach((round, index) => {
    const before = facts.rounds[index];
    expect(round.images).toBe(60);
    expect(round.labelErrors).toBe((before?.labelErrors ?? NaN) - round.better + round.worse);
    // `update: all` takes every prediction as a label.
    expect(round.errors).toBe(round.labelErrors);
  });
  expect(facts.fixedPoint).toBe(facts.rounds.at(-1)?.changed === 0);
  const wrong = predictions.predicted.filter((answer, image) => answer !== predictions.labels[image]);
  expect(wrong.length).toBe(facts.rounds.at(-1)?.errors);
  await verifyArtifact(checkpoint);
});

test('reports what it did, and records what it was told', async () => {
  const { calibrated: checkpoint, colours: dataset } = laboratory;
  const params = {
    rounds: 2,
    start: 'true-labels',
    statistics: 'running',
    views: 'ten-crop',
    seed: 5,
  } as const;
  const { artifact, report, advanced } = await laboratory.runWhole(
    pseudoLabel,
    { checkpoint, dataset },
    params,
  );
  const { facts } = await readResults(artifact.directory);
  expect(facts).toMatchObject({
    kind: 'pseudo-label',
    start: 'true-labels',
    update: 'all',
    confidence: 0.9,
    startStatistics: 'running',
    views: { name: 'ten-crop', count: 5 },
    images: 60,
    seed: 5,
  });
  const { rounds, fixedPoint } = facts as PseudoLabelFacts;
  expect(report).toMatchObject({ rounds: rounds.length - 1, fixedPoint, engine: { name: 'reference' } });
  expect(advanced).toBe(60 * 5 * rounds.length);
});

test('beginning with the truth is the upper bound: round 1 is balanced inference', async () => {
  const { facts } = await run({ rounds: 1, start: 'true-labels' });
  const [zero, one] = facts.rounds;
  expect(zero?.labelErrors).toBe(0);
  expect(one?.repeated).toBe(0);
  expect(one?.errors).toBeLessThan(zero?.errors ?? 0);
  expect(facts.rounds.length).toBe(2);
});

test('unsure predictions keep their former label when only confident ones count', async () => {
  const start = 'true-labels';
  const { facts } = await run({ rounds: 1, start, update: 'confident', confidence: 0.999 });
  const { facts: all } = await run({ rounds: 1, start });
  expect(facts.rounds[1]?.errors).toBe(all.rounds[1]?.errors);
  expect(facts.rounds[1]?.changed).toBeLessThan(all.rounds[1]?.changed ?? 0);
  expect(facts).toMatchObject({ update: 'confident', confidence: 0.999, start });
});
