import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import type { Checkpoint } from '@batchmates/checkpoint';
import { openDataset } from '@batchmates/dataset';
import type { Engine, InferenceOptions } from '@batchmates/engine';
import { referenceEngine } from '@batchmates/engine/testing';
import { readResults, type EvaluationFacts } from '@batchmates/results';
import { writeInput } from '@batchmates/stage/testing';
import { RecordBatchFileWriter, tableFromIPC } from 'apache-arrow';
import { beforeAll, describe, expect, test } from 'vitest';
import { calibrate, circulate, evaluate, pseudoLabel, stages } from '../../src/index.ts';
import { swatches, writeColours } from '../support/colours.ts';
import { openLaboratory } from '../support/laboratory.ts';
import { trainedCheckpoint } from '../support/trained-checkpoint.ts';

/** What programs were compiled with, and how many are not disposed of. */
const compiled: InferenceOptions[] = [];
let open = 0;
const engine: Engine = {
  ...referenceEngine,
  compileInference: async (network, options) => {
    compiled.push(options);
    open++;
    // The reference knows one thread only.
    const program = await referenceEngine.compileInference(network, { ...options, threads: 1 });
    return {
      ...program,
      threads: options.threads,
      dispose: async () => {
        open--;
        await program.dispose();
      },
    };
  },
};
const laboratory = openLaboratory(engine);
let dataset: Artifact;
let checkpoint: Checkpoint;
let inputs: { checkpoint: Artifact; dataset: Artifact };

beforeAll(async () => {
  dataset = await laboratory.dataset({ train: swatches(3), test: swatches(2) });
  checkpoint = await trainedCheckpoint(dataset.directory, 1);
  inputs = { checkpoint: await laboratory.checkpoint(checkpoint), dataset };
});

const standard = { kind: 'standard', statistics: 'running' };

describe('a session', () => {
  test('reports engine, precision, threads and what waiting cost; counts every image of every view; frees the network', async () => {
    compiled.length = 0;
    const params = { protocol: standard, threads: 2, views: 'ten-crop', flip: true } as const;
    const { artifact, report, notes, advanced } = await laboratory.runWhole(evaluate, inputs, params);
    const { predicted, labels } = await (await readResults(artifact.directory)).predictions();
    expect(report).toEqual({
      engine: { name: 'reference', description: 'float64 loops in TypeScript' },
      precision: 'f32',
      threads: 2,
      waitedMs: expect.any(Number) as number,
      images: 6,
      errors: predicted.filter((answer, image) => answer !== labels[image]).length,
    });
    expect(notes[0]).toMatch(/^reference in f32 \(float64 loops in TypeScript\)/);
    expect(advanced).toBe(6 * 10);
    expect(compiled).toMatchObject([{ precision: 'f32', threads: 2 }]);
    expect(compiled[0]?.state).toEqual(checkpoint.state);
    expect(open).toBe(0);
  });

  test('of all threads has as many as there are', async () => {
    compiled.length = 0;
    await laboratory.run(evaluate, inputs, { protocol: standard, threads: 'all' });
    expect(compiled.map(({ threads }) => threads)).toEqual([availableParallelism()]);
  });

  test('frees the network when it fails, too', async () => {
    const absent = { protocol: standard, split: 'validation' };
    await expect(laboratory.run(evaluate, inputs, absent)).rejects.toMatchObject({
      code: 'dataset/no-split',
    });
    await expect(laboratory.run(calibrate, inputs, { split: 'validation' })).rejects.toMatchObject({
      code: 'dataset/no-split',
    });
    expect(open).toBe(0);
  });

  test('of images without any is an error', async () => {
    const empty = await writeInput('dataset', async (folder) => {
      await writeColours(folder, { train: swatches(1) });
      const { schema } = tableFromIPC(await readFile(join(folder, 'train-00000.arrow')));
      const text = schema.metadata.get('batchmates') ?? '';
      schema.metadata.set('batchmates', text.replace('"split":"train"', '"split":"test"'));
      // A shard without a single record batch.
      const writer = new RecordBatchFileWriter();
      writer.reset(undefined, schema);
      writer.finish();
      await writeFile(join(folder, 'test-00000.arrow'), writer.toUint8Array(true));
    });
    await expect(
      laboratory.run(evaluate, { ...inputs, dataset: empty }, { protocol: standard }),
    ).rejects.toMatchObject({
      code: 'evaluator/no-images',
      message: 'split "test": expected at least one image, received none',
    });
  });

  test('is of the split, the seed and the protocol that are told', async () => {
    const params = { protocol: { ...standard, batchSize: 5 }, split: 'train', seed: 7 };
    const results = await readResults((await laboratory.run(evaluate, inputs, params)).directory);
    expect(results.facts).toMatchObject({
      kind: 'evaluation',
      seed: 7,
      dataset: { split: 'train' },
      views: { name: 'center', count: 1 },
      protocol: {
        name: 'standard',
        order: 10,
        options: { statistics: 'running', batchSize: 5 },
        statistics: 'running',
      },
    });
    expect((await results.predictions()).ids).toHaveLength(9);
  });
});

test('images are normalised as those that the network was trained on, whatever data set they are in', async () => {
  const probabilities = async (data: Artifact, of = inputs.checkpoint) =>
    (
      await (
        await readResults(
          (await laboratory.run(evaluate, { checkpoint: of, dataset: data }, { protocol: standard }))
            .directory,
        )
      ).predictions()
    ).probabilities;
  const expected = await probabilities(dataset);
  // The same test images beside other training images.
  const other = await laboratory.dataset({ train: swatches(3, 3), test: swatches(2) });
  const [ours, theirs] = await Promise.all(
    [dataset, other].map(async ({ directory }) => openDataset(directory)),
  );
  expect(theirs!.info.normalisation.mean).not.toEqual(ours!.info.normalisation.mean);
  expect(await probabilities(other)).toEqual(expected);
  const renormalised = { ...checkpoint, normalisation: theirs!.info.normalisation };
  expect(await probabilities(other, await laboratory.checkpoint(renormalised))).not.toEqual(expected);
});

describe('views are mirrored', () => {
  let few: Artifact;
  beforeAll(
    async () => (few = await laboratory.dataset({ train: swatches(1), test: swatches(1).slice(0, 1) })),
  );
  const scaleCrop = { kind: 'scale-crop', scale: [0.9, 1.1] as [number, number], colour: 0.1 } as const;

  test.each([
    ['as training was not', 'none', undefined, 5],
    ['as training was not, in longer words', { kind: 'none' }, undefined, 5],
    ['as training was', { ...scaleCrop, flip: true }, undefined, 10],
    ['as training, with crops, was not', { ...scaleCrop, flip: false }, undefined, 5],
    ['because they are to be', 'none', true, 10],
    ['but not when they are not to be', { ...scaleCrop, flip: true }, false, 5],
  ] as const)('%s', async (_, augmentation, flip, count) => {
    const training = { ...checkpoint.training, augmentation };
    const trained = await laboratory.checkpoint({ ...checkpoint, training });
    const params = {
      protocol: standard,
      views: 'ten-crop',
      ...(flip === undefined ? {} : { flip }),
    } as const;
    const { directory } = await laboratory.run(evaluate, { checkpoint: trained, dataset: few }, params);
    const { views } = (await readResults(directory)).facts as EvaluationFacts;
    expect(views).toEqual({ name: 'ten-crop', count });
  });
});

describe('stages', () => {
  test('are named, take a checkpoint and a data set, and say what they leave', () => {
    expect(stages.map(({ uses, output, usesEngine, inputs }) => [uses, output, usesEngine, inputs])).toEqual(
      [
        ['evaluator/calibrate', { sameAs: 'checkpoint' }],
        ['evaluator/evaluate', 'results'],
        ['evaluator/pseudo-label', 'results'],
        ['evaluator/circulate', 'results'],
        ['evaluator/hypotheses', 'results'],
        ['evaluator/audit', 'results'],
      ].map((stage) => [
        ...stage,
        true,
        { checkpoint: { type: ['checkpoint', 'model'] }, dataset: { type: 'dataset' } },
      ]),
    );
  });

  test('have these params when none are told', () => {
    const engineParams = { engine: 'auto', precision: 'auto', threads: 1 };
    expect(calibrate.params.parse({})).toEqual({ ...engineParams, split: 'train', views: 'center', seed: 0 });
    expect(evaluate.params.parse({ protocol: 'standard' })).toEqual({
      ...engineParams,
      split: 'test',
      views: 'center',
      seed: 0,
      protocol: { kind: 'standard' },
    });
    expect(pseudoLabel.params.parse({})).toEqual({
      ...engineParams,
      split: 'test',
      views: 'center',
      seed: 0,
      rounds: 20,
      start: 'standard',
      update: 'all',
      confidence: 0.9,
      statistics: 'population',
    });
    expect(circulate.params.parse({})).toEqual({
      ...engineParams,
      split: 'test',
      views: 'center',
      seed: 0,
      statistics: 'population',
      confidence: 0.9,
      whenUnsure: 'relax',
      batches: 5,
      batchesPerProbe: 1,
      examples: 1,
    });
  });

  test.each([
    ['evaluator/calibrate', { images: 0 }],
    ['evaluator/calibrate', { images: 1.5 }],
    ['evaluator/calibrate', { views: 'corner' }],
    ['evaluator/calibrate', { batchSize: 0 }],
    ['evaluator/calibrate', { seed: 0.5 }],
    ['evaluator/calibrate', { threads: 0 }],
    ['evaluator/calibrate', { threads: 'some' }],
    ['evaluator/calibrate', { precision: 'f64' }],
    ['evaluator/calibrate', { colour: 'red' }],
    ['evaluator/evaluate', {}],
    ['evaluator/evaluate', { protocol: 'standard', seed: 0.5 }],
    ['evaluator/evaluate', { protocol: 'standard', views: 'corner' }],
    ['evaluator/evaluate', { protocol: 'standard', colour: 'red' }],
    ['evaluator/pseudo-label', { rounds: 0 }],
    ['evaluator/pseudo-label', { start: 'wrong-labels' }],
    ['evaluator/pseudo-label', { update: 'some' }],
    ['evaluator/pseudo-label', { confidence: 1.1 }],
    ['evaluator/pseudo-label', { confidence: -0.1 }],
    ['evaluator/pseudo-label', { statistics: 'batch' }],
    ['evaluator/pseudo-label', { colour: 'red' }],
    ['evaluator/circulate', { confidence: 1.1 }],
    ['evaluator/circulate', { confidence: -0.1 }],
    ['evaluator/circulate', { whenUnsure: 'guess' }],
    ['evaluator/circulate', { views: 'augmented' }],
    ['evaluator/circulate', { batches: 0 }],
    ['evaluator/circulate', { batchesPerProbe: 1.5 }],
    ['evaluator/circulate', { probes: 0 }],
    ['evaluator/circulate', { seed: 0.5 }],
    ['evaluator/circulate', { colour: 'red' }],
  ] as const)('%s refuses %j', (uses, params) => {
    const stage = stages.find((each) => each.uses === uses);
    expect(stage?.params.safeParse(params).success).toBe(false);
  });

  test('allow the edges of what they are told', () => {
    for (const confidence of [0, 1]) {
      expect(pseudoLabel.params.parse({ confidence }).confidence).toBe(confidence);
      expect(circulate.params.parse({ confidence }).confidence).toBe(confidence);
    }
    expect(pseudoLabel.params.parse({ update: 'confident', start: 'true-labels' })).toMatchObject({
      update: 'confident',
      start: 'true-labels',
    });
    expect(circulate.params.parse({ whenUnsure: 'fail', probes: 1 })).toMatchObject({
      whenUnsure: 'fail',
      probes: 1,
    });
    expect(
      calibrate.params.parse({ views: 'augmented', images: 1, precision: 'bf16', threads: 'all' }),
    ).toMatchObject({ views: 'augmented', images: 1, precision: 'bf16', threads: 'all' });
  });

  test('know where params that were renamed went', async () => {
    expect(evaluate.renamed).toEqual({
      options: 'write options into protocol, e.g. protocol: { kind: standard, statistics: running }',
    });
    expect(calibrate.renamed).toEqual({
      crops: 'write views: center or views: augmented',
      batchingOptions: 'write options into batching, e.g. batching: { kind: balanced, samplesPerClass: 2 }',
    });
    await expect(laboratory.run(calibrate, inputs, { batching: 'balancd' })).rejects.toThrow(
      /did you mean "balanced"/,
    );
  });
});
