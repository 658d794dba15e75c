import type { Artifact } from '@batchmates/artifact';
import { referenceEngine } from '@batchmates/engine/testing';
import type { PlannedInput } from '@batchmates/stage';
import { beforeAll, describe, expect, test } from 'vitest';
import { train, type TrainParams } from '../src/index.ts';
import { greys, type Grey } from './support/greys.ts';
import { servicesOf } from './support/run-train.ts';

const images: readonly Grey[] = [0, 1, 2, 0, 1, 2].map((label, index) => ({ label, grey: 10 + 20 * index }));
let dataset: Artifact;
beforeAll(async () => (dataset = await greys({ train: images, test: images })));

const parse = (params: object): TrainParams =>
  train.params.parse({ network: 'cifar-resnet-8', width: 2, epochs: 1, ...params });

/** Checks training before anything runs, with a data set that may be there. */
const check = (params: TrainParams, artifact?: Artifact, checkpoint: readonly PlannedInput[] = []) =>
  train.check!({
    params,
    inputs: { dataset: [{ type: 'dataset', foreseen: {}, artifact }], checkpoint },
    services: servicesOf(referenceEngine),
    pipelineDirectory: import.meta.dirname,
  });

/** As the pipeline completes them. */
const batching = { kind: 'standard', remainder: 'drop', world: 1, rank: 0 };

describe('before training', () => {
  test('an unknown engine is refused, whether the data set is there or not', async () => {
    const unknown = parse({ engine: 'abacus' });
    for (const artifact of [undefined, dataset])
      await expect(check(unknown, artifact)).rejects.toThrow('engine "abacus": expected auto, reference');
  });

  test('an optimizer state is kept of a checkpoint that is still to be trained, and of none it is not', async () => {
    const kept = parse({ batching, optimizerState: 'kept' });
    const planned = [{ type: 'checkpoint', foreseen: {}, artifact: undefined }];
    for (const artifact of [undefined, dataset]) {
      await check(kept, artifact, planned);
      await expect(check(kept, artifact)).rejects.toMatchObject({ code: 'trainer/no-checkpoint' });
    }
  });

  test('curves after an epoch that never comes are refused, the last one being none of them', async () => {
    const curves = (evaluateEvery: number | readonly number[]) =>
      check(parse({ batching, epochs: 3, evaluateEvery }));
    await expect(curves([1, 4, 5])).rejects.toThrow(
      /^training: evaluateEvery: expected epochs up to the last one, 3, received epoch 4; leave it out, or train for more epochs$/,
    );
    await curves([1, 3]);
    await curves(7);
  });

  test('batches that do not divide into ghost groups are refused, whether the data set is there or not', async () => {
    const norm = { kind: 'batch', ghost: 2 };
    const code = 'trainer/ghost';
    await expect(check(parse({ batching, norm, batchSize: 5 }))).rejects.toMatchObject({
      code,
      message:
        'training: batchSize: expected a multiple of norm.ghost, 2, received 5; change batchSize or norm.ghost',
    });
    // One of each of three classes by default.
    expect(await check(parse({ batching, norm }))).toBeUndefined();
    await expect(check(parse({ batching, norm }), dataset)).rejects.toMatchObject({ code });
    await check(parse({ batching, norm, batchSize: 6 }), dataset);
  });

  test('what does not fit the data set is refused once it is there', async () => {
    const params = parse({ batching, batchSize: 7 });
    expect(await check(params)).toBeUndefined();
    await expect(check(params, dataset)).rejects.toMatchObject({ code: 'trainer/no-batches' });
    await expect(check(parse({ batching, resolution: 60_000 }), dataset)).rejects.toThrow(
      /^training network "cifar-resnet-8" in batches of 3: expected a need of at most .* lower width, resolution or batchSize$/,
    );
  });

  test('the size of three copies of parameters, statistics and optimizer slots is foretold', async () => {
    // Convolutions of 3x3: 3 -> 2; 2 -> 2 twice; 2 -> 4, 4 -> 4; 4 -> 8, 8 -> 8; shortcuts are padded.
    const kernels = 9 * (3 * 2 + 2 * 2 + 2 * 2 + 2 * 4 + 4 * 4 + 4 * 8 + 8 * 8);
    const channels = 2 + 2 + 2 + 4 + 4 + 8 + 8;
    const dense = 8 * 3 + 3;
    const parameters = kernels + 2 * channels + dense;
    const statistics = 2 * channels;
    // SGD with momentum has one slot for each parameter.
    const bytes = 3 * 4 * (2 * parameters + statistics);
    expect(await check(parse({ batching }), dataset)).toEqual({ bytes });
    expect(await check(parse({ batching, evaluateEvery: 0 }), dataset)).toEqual({ bytes });
  });
});

test('statistics are still to be pooled where there is batch norm', () => {
  expect(train.foresee!(parse({}))).toEqual({ population: false });
  expect(train.foresee!(parse({ norm: { kind: 'group', groups: 2 } }))).toEqual({ population: true });
});

test('how often a run is saved changes nothing; batching chooses a strategy; former names have successors', () => {
  expect(train.withoutEffect).toEqual(['checkpointEvery']);
  expect(train.choices).toEqual({ batching: 'strategies' });
  expect(train.renamed).toEqual({
    batchingOptions: 'write options into batching, e.g. batching: { kind: balanced, samplesPerClass: 2 }',
    batchNorm: 'write norm: { kind: batch, epsilon: 0.00001, momentum: 0.1 }',
  });
});

describe('what can hardly be meant is said', () => {
  const single = 'batchSize: 1: batch norm sees one image at a time, and batches have no structure to study';
  test.each([
    [{}, []],
    [{ batchSize: 1 }, [single]],
    [{ batchSize: 2 }, []],
    [{ batchSize: 1, norm: 'group' }, []],
    [{ batchSize: 1, freezeBatchNorm: 'statistics' }, []],
    [{ batchSize: 20, norm: { kind: 'batch', ghost: 10 } }, []],
    [
      { batchSize: 20, norm: { kind: 'batch', ghost: 20 } },
      ['norm.ghost: 20: a batch is one group, as without it'],
    ],
    [
      { norm: { kind: 'batch', ghost: 1 } },
      ['norm.ghost: 1: batch norm sees one image at a time, and batches have no structure to study'],
    ],
    [{ epochs: 10_000 }, []],
    [{ epochs: 10_001 }, ['epochs: 10001: training ends when all of them are done']],
    [{ learningRate: 9.99 }, []],
    [{ learningRate: 10 }, ['learningRate: 10: training will diverge']],
    [
      { batchSize: 1, epochs: 20_000, learningRate: 11 },
      [
        single,
        'epochs: 20000: training ends when all of them are done',
        'learningRate: 11: training will diverge',
      ],
    ],
  ])('%j', (params, warnings) => {
    expect(train.warnings!(parse(params))).toEqual(warnings);
  });
});
