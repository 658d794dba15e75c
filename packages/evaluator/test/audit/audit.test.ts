import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { verifyArtifact, type Artifact } from '@batchmates/artifact';
import { auditSentence } from '@batchmates/audit';
import { readCheckpoint } from '@batchmates/checkpoint';
import { createProvider, initialState } from '@batchmates/engine';
import { tfjsCandidates } from '@batchmates/engine-tfjs';
import type { Layer, Network } from '@batchmates/network';
import { runStage } from '@batchmates/stage/testing';
import { readResults, type AuditFacts } from '@batchmates/results';
import { audit, evaluate } from '../../src/index.ts';
import { openColourLaboratory, type ColourLaboratory } from '../support/colour-laboratory.ts';
import { swatches } from '../support/colours.ts';
import { openLaboratory } from '../support/laboratory.ts';

let laboratory: ColourLaboratory;
/** An audit of the network trained on balanced batches of three. */
let whole: AuditFacts;
let notes: readonly string[];
let advanced: number;

/** The colours stand in the order of their classes. */
const sameOrder = {
  what: 'Data set order',
  reason: 'the same batches as “Sorted by class” on these images',
};

const small = { batchSize: 3, attribution: { images: 12 } };

const factsOf = async ({ directory }: Artifact) => (await readResults(directory)).facts as AuditFacts;

const run = async (params: object, checkpoint = laboratory.calibrated, dataset = laboratory.colours) =>
  factsOf(await laboratory.run(audit, { checkpoint, dataset }, { ...small, ...params }));

beforeAll(async () => {
  laboratory = await openColourLaboratory();
  const inputs = { checkpoint: laboratory.calibrated, dataset: laboratory.colours };
  const done = await laboratory.runWhole(audit, inputs, small);
  whole = await factsOf(done.artifact);
  ({ notes, advanced } = done);
});

/** A checkpoint with another network, untrained. */
async function withLayers(layers: readonly Layer[]): Promise<Artifact> {
  const checkpoint = await readCheckpoint(laboratory.trained.directory);
  const network: Network = { ...checkpoint.network, layers: [...layers] };
  return laboratory.checkpoint({ ...checkpoint, network, state: initialState(network, 1) });
}

const conv = {
  kind: 'conv',
  name: 'conv1',
  input: 'images',
  channels: 4,
  size: 3,
  stride: 2,
  padding: 1,
} as const;
const dense = { kind: 'dense', name: 'fc', input: 'pool', units: 3 } as const;

describe('an audit of a network trained on balanced batches', () => {
  test('shows that labels of batchmates are worth much, and more than the statistics of batches cost', () => {
    const { labelGain, measuredLessServed, roles, cells } = whole;
    expect(cells.map(({ protocol }) => protocol.name)).toEqual([
      ...['standard', 'random', 'balanced', 'sorted', 'single'],
    ]);
    expect(whole.skipped).toEqual([sameOrder]);
    expect(labelGain!.interval[0]).toBeGreaterThan(0.05);
    expect(labelGain!.difference).toBeCloseTo(
      cells[roles.control!]!.error - cells[roles.balanced!]!.error,
      10,
    );
    expect(measuredLessServed!.difference).toBeCloseTo(cells[2]!.error - cells[0]!.error, 10);
    expect(cells[0]).toMatchObject({ arrangements: 1, flips: 0, totalVariation: 0, batchSize: null });
    expect(cells[1]!.arrangements).toBe(4);
    expect(cells[1]!.range[1]).toBeGreaterThan(cells[1]!.range[0]);
  });

  test('finds that a batchmate of its own class lowers what an image gives this class', () => {
    expect(whole.pulls.ownClass!.interval[1]).toBeLessThan(0);
    expect(whole.pulls.absentClass!.interval[0]).toBeGreaterThan(0);
  });

  test('finds more answers changed by batchmates whatever their labels than by others of the same', () => {
    const { sameLabels, anyLabels } = whole.replacedBatchmates!;
    expect(sameLabels.targets).toBe(80);
    expect(anyLabels.rate).toBeGreaterThan(sameLabels.rate);
    expect(anyLabels.kept).toBe(0);
  });

  test('answers the same whatever the batch where all batch norms are on fixed statistics', () => {
    expect(whole.fixedFlips.map(({ protocol }) => protocol)).toEqual([
      'Standard',
      'Random batches',
      'Balanced batches',
      'Sorted by class',
      'Single images',
    ]);
    for (const { flips, largestChange, images } of whole.fixedFlips) {
      expect([flips, images]).toEqual([0, 12]);
      expect(largestChange).toBeLessThan(1e-6);
    }
  });

  test('leaves the comparison of layers out where that is asked for', async () => {
    const facts = await run({ attribution: false });
    expect(facts.attribution).toBeNull();
    expect(facts.labelGain).toEqual(whole.labelGain);
  });

  test('says of each of two batch norms what it does alone, which is what the other leaves', () => {
    const { layers, images } = whole.attribution!;
    expect([layers.map(({ name }) => name), images]).toEqual([['bn1', 'bn2'], 12]);
    for (const composition of ['random', 'balanced'] as const) {
      const [one, other] = layers.map((layer) => layer[composition]!);
      // All batch norms but one of two are the other: from none to all there are two ways round.
      expect(one!.alone.error.difference - other!.without.error.difference).toBeCloseTo(
        other!.alone.error.difference - one!.without.error.difference,
        10,
      );
      expect(one!.alone.negativeLogLikelihood.images).toBe(12);
    }
  });

  test('counts what it predicts, ends with its sentence, and leaves the checkpoint as it was', async () => {
    // Cells 1 + 4 + 4 + 1 + 1, replaced batchmates 2 x 4; on the sample two compositions of 2 + 2 x 2, and five checks.
    expect(advanced).toBe(60 * (11 + 8) + 12 * (12 + 5));
    expect(notes.at(-1)).toBe(auditSentence(whole));
    expect(notes.join()).not.toMatch(/trained in batches of/);
    expect(notes.at(-1)).toMatch(/^measured in balanced batches of 3 this model errs on .* served alone on /);
    await verifyArtifact(laboratory.calibrated);
  });

  test('is the same again, and its cells are those of evaluator/evaluate', async () => {
    expect(await run({})).toEqual(whole);
    const inputs = { checkpoint: laboratory.calibrated, dataset: laboratory.colours };
    const { directory } = await laboratory.run(evaluate, inputs, { protocol: 'stream' });
    const { predicted, labels } = await (await readResults(directory)).predictions();
    const errors = labels.filter((label, image) => label !== predicted[image]).length;
    expect(whole.cells[3]).toMatchObject({ error: errors / 60, range: [errors / 60, errors / 60] });
  });
});

test('some of the images, other seeds and a protocol from a file', async () => {
  const twoOfEach = fileURLToPath(
    new URL('../../../../examples/third-party/two-of-each.ts', import.meta.url),
  );
  const facts = await run({ images: 30, measuredAs: twoOfEach, seed: 3 });
  expect(facts).toMatchObject({ images: 30, seed: 3, statistics: 'population', batchSize: 3 });
  const measured = facts.cells[facts.roles.measuredAs!]!;
  expect(measured).toMatchObject({ batchSize: 6, images: 30, protocol: { name: 'two-of-each' } });
  expect(auditSentence(facts)).not.toMatch(/come from the labels/);
});

test('a network without batch norm cannot depend on batchmates', async () => {
  const checkpoint = await withLayers([
    conv,
    { kind: 'globalAveragePool', name: 'pool', input: 'conv1' },
    dense,
  ]);
  const inputs = { checkpoint, dataset: laboratory.colours };
  const done = await laboratory.runWhole(audit, inputs, small);
  const facts = await factsOf(done.artifact);
  expect(done.notes.at(-1)).toBe('this model cannot depend on batchmates: it has no batch norm');
  expect(facts).toMatchObject({ batchNorms: [], labelGain: null, attribution: null, fixedFlips: [] });
  expect(facts.cells.map(({ protocol }) => protocol.name)).toEqual(['standard']);
});

test('a batch norm that sees one pixel cannot be tested on single images: the rest is measured', async () => {
  const checkpoint = await withLayers([
    { ...conv, size: 8, stride: 8, padding: 0 },
    { kind: 'batchNorm', name: 'bn1', input: 'conv1', epsilon: 1e-5, momentum: 0.1 },
    { kind: 'globalAveragePool', name: 'pool', input: 'bn1' },
    dense,
  ]);
  const params = { statistics: 'running', servedAs: 'random' };
  const facts = await run(params, checkpoint);
  expect(facts.skipped).toEqual([
    sameOrder,
    { what: 'Single images', reason: expect.stringContaining('of which it sees 1x1') as string },
  ]);
  expect(facts.cells.map(({ protocol }) => protocol.name)).not.toContain('single');
  expect(facts.fixedFlips.map(({ protocol }) => protocol)).toContain('Single images');
  await expect(run({ ...params, servedAs: 'single' }, checkpoint)).rejects.toMatchObject({
    code: 'engine/one-value',
  });
});

test('P x K batches: what comes from the labels is said of them', async () => {
  const measuredAs = { kind: 'grouped', classes: 3, samples: 2 };
  const facts = await run({ batchSize: 6, measuredAs });
  expect(facts.cells[facts.roles.balanced!]!.protocol.name).toBe('grouped');
  expect(facts.cells[facts.roles.control!]).toMatchObject({ batchSize: 6, protocol: { name: 'random' } });
  expect(facts.roles).toMatchObject({ measuredAs: facts.roles.balanced, trainedOn: facts.roles.balanced });
  expect(facts.labelGain).not.toBeNull();
  const trained = await run({ batchSize: 6, measuredAs: 'standard', trainedOn: measuredAs });
  expect(trained.labelGain).toEqual(facts.labelGain);
  expect(trained.roles).toMatchObject({ measuredAs: 0, trainedOn: trained.roles.balanced });
});

test('batches of another size than in training are said to be so', async () => {
  const inputs = { checkpoint: laboratory.calibrated, dataset: laboratory.colours };
  const done = await laboratory.runWhole(audit, inputs, { ...small, batchSize: 6 });
  expect(done.notes).toContain(
    'trained in batches of 3, audited in batches of 6: their size has a part in the numbers',
  );
  expect((await factsOf(done.artifact)).cells[2]).toMatchObject({ batchSize: 6 });
});

test('on TensorFlow.js the same is found', async () => {
  const request = { engine: 'auto', precision: 'f32', purpose: 'inference' } as const;
  const { engine } = await createProvider(tfjsCandidates).select(request);
  const tfjs = openLaboratory(engine);
  const inputs = { checkpoint: laboratory.calibrated, dataset: laboratory.colours };
  const facts = await factsOf(await tfjs.run(audit, inputs, small));
  expect(facts.cells.map(({ error }) => error)).toEqual(whole.cells.map(({ error }) => error));
  expect(facts.pulls.ownClass!.value).toBeCloseTo(whole.pulls.ownClass!.value, 4);
  expect(facts.attribution!.layers[1]!.balanced!.alone.negativeLogLikelihood.value).toBeCloseTo(
    whole.attribution!.layers[1]!.balanced!.alone.negativeLogLikelihood.value,
    4,
  );
  expect(facts.fixedFlips.map(({ flips }) => flips)).toEqual([0, 0, 0, 0, 0]);
});

describe('mistakes', () => {
  test('population statistics of an uncalibrated checkpoint; running ones are there', async () => {
    await expect(run({}, laboratory.trained)).rejects.toMatchObject({ code: 'protocol/uncalibrated' });
    expect(
      (await run({ statistics: 'running' }, laboratory.trained)).cells[0]!.protocol.options,
    ).toMatchObject({
      statistics: 'running',
    });
  });

  test('it stops when it is told to', async () => {
    const controller = new AbortController();
    const { calibrated: checkpoint, colours: dataset, services } = laboratory;
    await expect(
      runStage(audit, {
        inputs: { checkpoint, dataset },
        params: small,
        services,
        signal: controller.signal,
        onAdvance: () => controller.abort(new Error('enough')),
      }),
    ).rejects.toThrow('enough');
  });

  describe('that are found before anything runs', () => {
    const check = async (
      params: object,
      { population = true, data }: { population?: boolean; data?: Artifact } = {},
    ) =>
      audit.check!({
        params: audit.params.parse({ ...small, ...params }),
        inputs: {
          checkpoint: [{ type: 'checkpoint', foreseen: { population }, artifact: undefined }],
          dataset: [{ type: 'dataset', foreseen: {}, artifact: data }],
        },
        services: laboratory.services,
        pipelineDirectory: import.meta.dirname,
      });

    test('statistics and engines that are not there', async () => {
      await expect(check({}, { population: false })).rejects.toMatchObject({ code: 'protocol/uncalibrated' });
      await expect(check({ engine: 'abacus' })).rejects.toThrow('engine "abacus"');
      expect(await check({ statistics: 'running' }, { population: false })).toBeUndefined();
    });

    test('protocols and options that are not there', async () => {
      await expect(run({ measuredAs: 'balancd' })).rejects.toThrow('did you mean "balanced"?');
      await expect(run({ servedAs: { kind: 'random', size: 3 } })).rejects.toThrow(/^with\.servedAs: .*size/);
    });

    test('batches that a split cannot fill', async () => {
      const data = await laboratory.dataset({ train: swatches(2), test: swatches(2) });
      expect(await check({ batchSize: 6 }, { data })).toBeUndefined();
      await expect(check({ batchSize: 7 }, { data })).rejects.toThrow(
        'expected at most the 6 images of the split',
      );
      await expect(check({ batchSize: 6, images: 5 }, { data })).rejects.toThrow('at most the 5 images');
      await expect(check({ split: 'validation' }, { data })).rejects.toMatchObject({
        code: 'dataset/no-split',
      });
    });

    test('measuring as it is served compares nothing', () => {
      const warnings = (params: object) => audit.warnings!(audit.params.parse({ ...small, ...params }));
      expect(warnings({})).toEqual([]);
      expect(warnings({ servedAs: 'balanced' })).toHaveLength(1);
      expect(warnings({ servedAs: 'stream' })).toEqual([]);
      expect(
        warnings({ servedAs: 'stream', trainedOn: { kind: 'grouped', classes: 2, samples: 3 }, images: 9 }),
      ).toEqual([
        'images: a sample has fewer images of a class next to each other, so that batches under stream and grouped are mixed more than those of all',
      ]);
    });
  });
});
