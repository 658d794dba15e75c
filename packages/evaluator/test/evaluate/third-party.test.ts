import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { batchCount, batchOf } from '@batchmates/batching';
import { defineProtocol, mostProbable, type Protocol } from '@batchmates/protocols';
import { protocolLaws } from '@batchmates/protocols/testing';
import { readResults, type EvaluationFacts, type Predictions } from '@batchmates/results';
import { evaluate } from '../../src/index.ts';
import { swatches } from '../support/colours.ts';
import { openColourLaboratory, type ColourLaboratory } from '../support/colour-laboratory.ts';

const fileOf = (name: string) =>
  fileURLToPath(new URL(`../../../../examples/third-party/${name}.ts`, import.meta.url));
const protocolOf = async (name: string) =>
  defineProtocol(((await import(fileOf(name))) as { default: Protocol }).default);

const twoOfEach = await protocolOf('two-of-each');
const equalShares = await protocolOf('equal-shares');

let laboratory: ColourLaboratory;
beforeAll(async () => (laboratory = await openColourLaboratory()));

async function run(
  protocol: string,
  dataset = laboratory.colours,
): Promise<{ facts: EvaluationFacts; predictions: Predictions }> {
  const inputs = { checkpoint: laboratory.calibrated, dataset };
  const results = await readResults((await laboratory.run(evaluate, inputs, { protocol })).directory);
  return { facts: results.facts as EvaluationFacts, predictions: await results.predictions() };
}

describe.each([twoOfEach, equalShares].map((protocol) => [protocol.name, protocol] as const))(
  '%s',
  (_, protocol) => protocolLaws({ protocol, options: () => fc.constant({}), imagesPerClass: 2 }),
);

test('a balanced protocol from a file is recorded as what it is', async () => {
  const { facts, predictions } = await run(fileOf('two-of-each'));
  expect(facts.protocol).toEqual({
    name: 'two-of-each',
    heading: 'Two of each class',
    order: 45,
    options: {},
    statistics: 'batch',
    composition: { kind: 'balanced', samplesPerClass: 2, classesPerBatch: 3 },
    shuffles: false,
    rearrangements: 1,
    decision: null,
  });
  const { labels } = predictions;
  const plan = twoOfEach.arrange({ labels, classes: 3, seed: 0, view: 0, rearrangement: 0 }, {});
  for (let batch = 0; batch < batchCount(plan); batch++) {
    expect(Array.from(batchOf(plan, batch), (image) => labels[image]).sort()).toEqual([0, 0, 1, 1, 2, 2]);
  }
  predictions.predicted.forEach((answer, image) =>
    expect(answer).toBe(mostProbable(predictions.probabilities.subarray(3 * image, 3 * image + 3))),
  );
});

test('a protocol from a file decides as it says', async () => {
  // Many unsure images of one class and few of the others.
  const unequal = swatches(12, 12).filter(({ label }, index) => label === 0 || index % 4 === 0);
  const dataset = await laboratory.dataset({ train: swatches(2), test: unequal });
  const { facts, predictions } = await run(fileOf('equal-shares'), dataset);
  expect(facts.protocol).toEqual({
    name: 'equal-shares',
    heading: 'Equal shares',
    order: 75,
    options: {},
    statistics: 'running',
    composition: { kind: 'other', description: 'all images, decided together' },
    shuffles: false,
    rearrangements: 1,
    decision: 'equal shares',
  });
  const { labels, probabilities, predicted } = predictions;
  const request = { labels, classes: 3, seed: 0, probabilities };
  expect(predicted).toEqual(await equalShares.decision?.decide(request, {}));
  expect(predicted).not.toEqual(
    labels.map((_, image) => mostProbable(probabilities.subarray(3 * image, 3 * image + 3))),
  );
});
