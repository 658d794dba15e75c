import { beforeAll, describe, expect, test } from 'vitest';
import { verifyArtifact, type Artifact } from '@batchmates/artifact';
import { builtInProtocols } from '@batchmates/protocols';
import { readResults, tally, type EvaluationFacts, type Predictions, type Tally } from '@batchmates/results';
import { evaluate } from '../../src/index.ts';
import { openColourLaboratory, type ColourLaboratory } from '../support/colour-laboratory.ts';
import { swatches } from '../support/colours.ts';

let laboratory: ColourLaboratory;
beforeAll(async () => (laboratory = await openColourLaboratory()));

interface Outcome {
  readonly facts: EvaluationFacts;
  readonly predictions: Predictions;
  readonly score: Tally;
}

type Run = readonly [
  protocol: string,
  options?: Record<string, unknown>,
  more?: { readonly checkpoint?: Artifact; readonly dataset?: Artifact; readonly views?: 'ten-crop' },
];

const outcomes = new Map<string, Promise<Outcome>>();

/** Runs the stage, once for equal arguments. */
function run(...request: Run): Promise<Outcome> {
  const key = JSON.stringify(request);
  const outcome = outcomes.get(key) ?? runAnew(...request);
  outcomes.set(key, outcome);
  return outcome;
}

async function runAnew(...[protocol, options = {}, more = {}]: Run): Promise<Outcome> {
  const { checkpoint = laboratory.calibrated, dataset = laboratory.colours, ...params } = more;
  const { directory } = await laboratory.run(
    evaluate,
    { checkpoint, dataset },
    { protocol: { kind: protocol, ...options }, ...params },
  );
  const results = await readResults(directory);
  const predictions = await results.predictions();
  return { facts: results.facts as EvaluationFacts, predictions, score: tally(predictions) };
}

describe('every protocol', () => {
  test.each(builtInProtocols.filter(({ decision }) => decision === undefined).map(({ name }) => name))(
    '%s predicts every image once, and leaves the checkpoint as it was',
    async (protocol) => {
      const { predictions } = await run(protocol);
      expect(predictions.ids).toEqual(Array.from({ length: 60 }, (_, index) => `test:${index}`));
      for (let image = 0; image < 60; image++) {
        const row = predictions.probabilities.subarray(3 * image, 3 * image + 3);
        expect(row.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 5);
        expect(row[predictions.predicted[image]!]).toBe(Math.max(...row));
      }
      await verifyArtifact(laboratory.calibrated);
      await verifyArtifact(laboratory.colours);
    },
  );
});

test('labels that are wrong on purpose arrange the images, and errors are counted against both', async () => {
  // A third of each class has the label of the next one: as many images of each label as of each class.
  const test = swatches(6).map((swatch, index) => ({
    ...swatch,
    given: index % 3 === 0 ? (swatch.label + 1) % 3 : swatch.label,
  }));
  const dataset = await laboratory.dataset({ train: swatches(2), test });
  const { predictions, score } = await run('balanced', {}, { dataset });
  expect([...predictions.labels]).toEqual(test.map(({ given }) => given));
  expect([...predictions.trueLabels!]).toEqual(test.map(({ label }) => label));
  const { trueLabels, predicted, labels, batches } = predictions;
  const batch = (index: number) => [...labels.keys()].filter((image) => batches[image] === index);
  expect(
    batch(0)
      .map((image) => labels[image])
      .toSorted(),
  ).toEqual([0, 1, 2]);
  expect(tally({ labels: trueLabels!, predicted }).errors).toBeLessThan(score.errors);
  expect((await run('balanced')).predictions.trueLabels).toBeUndefined();
});

test('facts say what was measured', async () => {
  const { facts } = await run('shuffled-balanced', { rearrangements: 2 }, { views: 'ten-crop' });
  expect(facts).toMatchObject({
    kind: 'evaluation',
    dataset: { description: 'noisy swatches', split: 'test', classNames: ['red', 'green', 'blue'] },
    network: { name: 'small', width: 4, parameters: 3 * 9 * 4 + 8 + 4 * 9 * 8 + 16 + 8 * 3 + 3 },
    training: {
      strategy: 'balanced',
      batchSize: 3,
      composition: { kind: 'balanced', samplesPerClass: 1, classesPerBatch: 3 },
      epochs: 15,
      seed: 1,
    },
    engine: { name: 'reference', precision: 'f32' },
    protocol: {
      name: 'shuffled-balanced',
      heading: 'Shuffled balanced',
      options: { samplesPerClass: 1, rearrangements: 2 },
      statistics: 'batch',
      composition: { kind: 'balanced', samplesPerClass: 1, classesPerBatch: 3 },
      shuffles: true,
      rearrangements: 2,
      decision: null,
    },
    // Training did not mirror, so the ten crops are five.
    views: { name: 'ten-crop', count: 5 },
  });
});

test('a network trained on balanced batches reads its batchmates', async () => {
  const error = async (...request: Run) => (await run(...request)).score.error;
  const standard = await error('standard');
  const shuffled = await error('shuffled-balanced', { rearrangements: 5 });
  expect(shuffled).toBeLessThan(standard / 2);
  expect(await error('random')).toBeGreaterThan(shuffled);
});

describe('a law of standard inference', () => {
  test('answers do not depend on how images are grouped', async () => {
    const one = await run('standard', { batchSize: 1 });
    const many = await run('standard', { batchSize: 50 });
    const { batches, slots } = one.predictions;
    expect({ ...many.predictions, batches, slots }).toEqual(one.predictions);
    // 60 images in batches of 1, and of 50.
    expect([...new Set(batches)]).toHaveLength(60);
    expect([...many.predictions.batches].filter((batch) => batch === 0)).toHaveLength(50);
  });

  test('running and population statistics are both fixed, and differ', async () => {
    const running = await run('standard', { statistics: 'running' });
    expect(running.facts.protocol.statistics).toBe('running');
    expect((await run('standard')).predictions.probabilities).not.toEqual(running.predictions.probabilities);
  });
});

describe('unequal class counts', () => {
  test('one image in some class: it stands in every balanced batch and counts once', async () => {
    const lonely = swatches(6).filter(({ label }, index) => label !== 1 || index === 6);
    const dataset = await laboratory.dataset({ train: swatches(2), test: lonely });
    const { predictions } = await run('balanced', {}, { dataset });
    expect([...predictions.labels].sort()).toEqual([0, 0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 2]);
  });

  test('a class without test images is an error under balanced inference', async () => {
    const dataset = await laboratory.dataset({
      train: swatches(2),
      test: swatches(3).filter(({ label }) => label !== 1),
    });
    await expect(run('balanced', {}, { dataset })).rejects.toMatchObject({ code: 'batching/empty-class' });
    expect((await run('standard', {}, { dataset })).score.images).toBe(6);
  });
});

describe('mistakes', () => {
  test('population statistics of an uncalibrated checkpoint', async () => {
    await expect(run('standard', {}, { checkpoint: laboratory.trained })).rejects.toMatchObject({
      code: 'protocol/uncalibrated',
      message: expect.stringContaining('run evaluator/calibrate') as string,
    });
  });

  test('classes that differ between checkpoint and data set', async () => {
    const splits = { train: swatches(2), test: swatches(2) };
    const dataset = await laboratory.dataset(splits, ['red', 'lime', 'blue']);
    await expect(run('balanced', {}, { dataset })).rejects.toThrow(
      'class 1 of network (3 classes) and data set (3): expected "green", received "lime"',
    );
    const larger = await laboratory.dataset(splits, ['red', 'green', 'blue', 'grey']);
    await expect(run('balanced', {}, { dataset: larger })).rejects.toThrow(
      'class 3 of network (3 classes) and data set (4): expected no such class, received "grey"',
    );
  });

  test('an unknown protocol, a wrong option, a split that is not there', async () => {
    await expect(run('balancd')).rejects.toThrow(/did you mean "balanced"/);
    await expect(run('balanced', { rearrangements: 3 })).rejects.toThrow(/^with\.protocol: .*rearrangements/);
    const { calibrated: checkpoint, colours: dataset } = laboratory;
    const inputs = { checkpoint, dataset };
    await expect(
      laboratory.run(evaluate, inputs, { protocol: 'balanced', split: 'validation' }),
    ).rejects.toMatchObject({ code: 'dataset/no-split' });
  });
});
