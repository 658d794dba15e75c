import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineProvider, InferenceProgram } from '@batchmates/engine';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { modelClassifier, readModel, writeModel, type Model } from '../src/index.ts';

const model: Model = {
  ...{
    name: 'pets.onnx',
    bytes: Uint8Array.of(1, 2, 3),
    layout: 'NCHW',
    channelOrder: 'BGR',
    answers: 'logits',
  },
  ...{ classes: 3, classNames: ['cat', 'dog', 'eel'], parameters: 42, width: 8, stored: 40 },
  input: { height: 32, width: 32, channels: 3 },
  crop: { height: 36, width: 36, resolution: { height: 32, width: 32 } },
  normalisation: { mean: [0.1, 0.2, 0.3], std: [0.5, 0.6, 0.7] },
  batchNorms: [
    { name: 'one', channels: 2, statistics: 'running' },
    { name: 'two', channels: 1, statistics: 'batch' },
  ],
  imported: { architecture: 'ONNX model', file: 'pets.onnx', sha256: 'a'.repeat(64) },
};
const population = new Map([
  ['one', { mean: Float32Array.of(1, 2), variance: Float32Array.of(3, 4) }],
  ['two', { mean: Float32Array.of(5), variance: Float32Array.of(6) }],
]);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'classifier-'));
});

afterEach(() => rm(folder, { recursive: true }));

const read = async () => {
  const { bytes, ...rest } = await readModel(folder);
  return { ...rest, bytes: Uint8Array.from(bytes) };
};

describe('a model', () => {
  test('is read as it was written, calibrated or not', async () => {
    await writeModel(folder, model);
    expect(await read()).toEqual(model);
    const calibrated: Model = {
      ...model,
      ...{ population, populationViews: { views: 'grid', flip: true }, readsBatch: 'a mean over images' },
    };
    await writeModel(folder, calibrated);
    expect(await read()).toEqual(calibrated);
  });

  test('without batch norm has nothing to pool', async () => {
    await writeModel(folder, { ...model, batchNorms: [] });
    expect((await readModel(folder)).population).toEqual(new Map());
  });

  test.each([
    ['no model.json', () => rm(join(folder, 'model.json')), /model\.json of a model cannot be read/],
    ['no model.onnx', () => rm(join(folder, 'model.onnx')), /model\.onnx of a model cannot be read/],
    [
      'a damaged model.json',
      async () =>
        writeFile(
          join(folder, 'model.json'),
          (await readFile(join(folder, 'model.json'), 'utf8')).slice(0, 50),
        ),
      /model\.json: expected the description of a model, .*; run the import stage again$/,
    ],
    [
      'half of the statistics',
      () => truncate(join(folder, 'population.safetensors'), 60),
      /population\.safetensors/,
    ],
    [
      'statistics of other layers',
      () => writeModel(folder, { ...model, population: new Map([['one', population.get('one')!]]) }),
      /population\.safetensors: expected 1 population means and variances of batch norm "two", received others or none; run the import stage again$/,
    ],
  ])('with %s is refused in a line', async (_, damage, message) => {
    await writeModel(folder, { ...model, population });
    await damage();
    await expect(readModel(folder)).rejects.toThrow(message);
  });
});

describe('a model as a classifier', () => {
  /** Answers 0, 1, 2 for every image. */
  const program = {
    infer: async (images: Float32Array) =>
      Float32Array.from({ length: 3 * images.length }, (_, at) => at % 3),
  } as unknown as InferenceProgram;
  const engines = {
    select: async () => ({
      engine: { compileModel: async () => program },
      precision: 'f32',
      reason: 'only one',
    }),
  } as unknown as EngineProvider;
  const request = { engine: 'auto', precision: 'auto', threads: 1 } as const;

  test('gives its answers in the order that is asked for', async () => {
    const classifier = modelClassifier(model).inOrderOf(['eel', 'cat', 'dog']);
    expect(classifier.classNames).toEqual(['eel', 'cat', 'dog']);
    const compiled = await classifier.compile(engines, request);
    const answers = await compiled.program.infer(new Float32Array(2), { kind: 'running' });
    expect([...answers]).toEqual([2, 0, 1, 2, 0, 1]);
  });

  test('keeps the order of its file when it is written', async () => {
    const classifier = modelClassifier(model).inOrderOf(['eel', 'cat', 'dog']);
    await classifier.write(folder, { population, populationViews: { views: 'center', flip: false } });
    const written = await readModel(folder);
    expect(written.classNames).toEqual(model.classNames);
    expect(written.population).toEqual(population);
  });
});
