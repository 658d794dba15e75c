import { createHash } from 'node:crypto';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readModel } from '@batchmates/classifier';
import { createProvider } from '@batchmates/engine';
import { runStage, temporaryFolder } from '@batchmates/stage/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { importOnnx } from '../../src/index.ts';
import { CLASSES, putModel, putReference, pytorch, runImport, services, toLast } from './support.ts';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
});

describe('a model', () => {
  test('becomes an artifact that says how it is asked', async () => {
    await putModel(folder, 'dynamo');
    const { artifact, notes } = await runImport(folder, { classes: CLASSES });
    const { bytes, ...model } = await readModel(artifact.directory);
    expect(artifact.manifest.type).toBe('model');
    expect(model).toEqual({
      name: 'dynamo.onnx',
      imported: {
        architecture: 'ONNX model',
        file: 'dynamo.onnx',
        sha256: createHash('sha256').update(bytes).digest('hex'),
      },
      // 3 x 6 x 9; 6 x 6 x 9 + 6; 6 x 8 + 8; 8 x 5 + 5; weights and biases of batch norms of 6, 6 and 8 channels.
      parameters: 162 + 330 + 56 + 45 + 40,
      ...{
        width: 6,
        layout: 'NCHW',
        channelOrder: 'RGB',
        answers: 'logits',
        classes: 5,
        classNames: CLASSES,
      },
      ...{ input: { height: 8, width: 8, channels: 3 }, crop: { height: 8, width: 8 } },
      normalisation: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
      batchNorms: [
        { name: 'bn1', channels: 6, statistics: 'running' },
        { name: 'bn2', channels: 6, statistics: 'running' },
        { name: 'bn3', channels: 8, statistics: 'running' },
      ],
    });
    expect(notes.join()).toContain('without a reference it is not known');
  });

  test.each(['beside', 'legacy', 'legacy-opset9'])('written as %s gives the same answers', async (file) => {
    await putModel(folder, file);
    await copyFile(
      join(import.meta.dirname, '../../../onnx/test/fixture/beside.onnx.data'),
      join(folder, 'beside.onnx.data'),
    );
    await putReference(folder, {
      inputs: pytorch.get('images')!,
      eval: pytorch.get('eval')!,
      train: pytorch.get('train')!,
    });
    const { notes } = await runImport(folder, { file: `${file}.onnx`, reference: 'reference.safetensors' });
    expect(notes.join()).toContain('outputs agree');
  });

  test('without running statistics says so, and is compared as it stands', async () => {
    await putModel(folder, 'without-stats');
    await putReference(folder, { inputs: pytorch.get('images')!, eval: pytorch.get('without_stats')! });
    const params = { file: 'without-stats.onnx', reference: 'reference.safetensors' };
    const { artifact } = await runImport(folder, params);
    const { batchNorms } = await readModel(artifact.directory);
    expect(batchNorms.map(({ statistics }) => statistics)).toEqual(['batch', 'batch', 'batch']);
  });

  test('without batch norm is one, too', async () => {
    await putModel(folder, 'plain');
    const { artifact } = await runImport(folder, { file: 'plain.onnx' });
    const { batchNorms, population, classNames } = await readModel(artifact.directory);
    expect([batchNorms, population?.size, classNames]).toEqual([[], 0, ['0', '1', '2', '3', '4']]);
  });

  test('takes the names of its classes from a file', async () => {
    await putModel(folder, 'dynamo');
    await writeFile(join(folder, 'classes.txt'), `\uFEFF${CLASSES.join('\r\n')}\r\n\n`);
    const { artifact } = await runImport(folder, { classes: 'classes.txt' });
    expect((await readModel(artifact.directory)).classNames).toEqual(CLASSES);
  });
});

describe('refuses', () => {
  test.each([
    [
      'a folded model',
      { file: 'folded.onnx' },
      /folded\.onnx: expected batch norms as nodes of their own, received 3 folded into other layers: bn1, bn2, bn3; export it with torch\.onnx\.export\(\.\.\., dynamo=True, optimize=False\)/,
    ],
    [
      'another number of classes',
      { classes: ['a', 'b'] },
      /^classes of .*dynamo\.onnx: expected 5, the outputs of the model, received 2; set classes/,
    ],
    [
      'another size',
      { crop: 32 },
      /^height of the images of .*: expected 8 pixels, as the model takes them, received 32; set resolution: 8$/,
    ],
    [
      'another number of colours',
      { mean: [0.5], std: [0.5] },
      /^mean and std of .*: expected 3 numbers, one per channel, received 1/,
    ],
    [
      'a class twice',
      { classes: ['a', 'b', 'a', 'c', 'd'] },
      /^classes: expected each name once, received "a" twice$/,
    ],
    ['a file that is none', { file: 'absent.onnx' }, /^file: absent\.onnx: expected one of /],
    [
      'a crop larger than what is stored',
      { resize: 4, crop: 8 },
      /^with\.crop: received expected at most the side/,
    ],
  ])('%s', async (_, params, message) => {
    await Promise.all(['dynamo', 'folded'].map((name) => putModel(folder, name)));
    const wanted = 'crop' in params && !('resize' in params) ? { ...params, resolution: 32 } : params;
    await expect(runImport(folder, wanted)).rejects.toThrow(message);
  });

  test('to work without an engine that runs ONNX files, in a line with the remedy', async () => {
    await putModel(folder, 'dynamo');
    const reason = 'optional package onnxruntime-node is not installed (npm install onnxruntime-node)';
    const engines = createProvider([
      { name: 'onnxruntime', purposes: ['model'], probe: async () => ({ available: false, reason }) },
    ]);
    const run = runStage(importOnnx, {
      params: { file: 'dynamo.onnx' },
      inputs: { dataset: undefined },
      directory: join(folder, 'import'),
      services: { engines },
    });
    await expect(run).rejects.toThrow(
      'engine "auto": expected an engine that runs ONNX files, received onnxruntime: optional package onnxruntime-node is not installed (npm install onnxruntime-node)',
    );
  });

  test('to go on after an interruption', async () => {
    await putModel(folder, 'dynamo');
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(runImport(folder, {}, { signal })).rejects.toThrow('enough');
  });
});

test('a classifier is opened, calibrated and written as it was', async () => {
  await putModel(folder, 'dynamo');
  const { modelClassifier, openClassifier } = await import('@batchmates/classifier');
  const { artifact } = await runImport(folder, { classes: CLASSES });
  const classifier = await openClassifier(artifact);
  expect(classifier.batchNorms).toEqual(['bn1', 'bn2', 'bn3']);
  const { program } = await classifier.compile(services.engines, {
    engine: 'auto',
    precision: 'auto',
    threads: 1,
  });
  const images = toLast(pytorch.get('images')!.data);
  const population = await program.moments(images);
  const batch = await program.infer(images, { kind: 'batch' });
  await program.dispose();

  const calibrated = await temporaryFolder();
  await classifier.write(calibrated, { population, populationViews: { views: 'center', flip: false } });
  const model = await readModel(calibrated);
  expect(model.population).toEqual(population);
  expect(model.populationViews).toEqual({ views: 'center', flip: false });
  // The statistics of a batch, fixed, answer it as the batch does; in the order that is asked for.
  const turned = modelClassifier(model).inOrderOf(CLASSES.toReversed());
  expect(turned.classNames).toEqual(CLASSES.toReversed());
  const other = (await turned.compile(services.engines, { engine: 'auto', precision: 'auto', threads: 1 }))
    .program;
  const fixed = await other.infer(images, { kind: 'fixed', moments: turned.population! });
  await other.dispose();
  batch.forEach((value, at) => expect(fixed[at - (at % 5) + 4 - (at % 5)]).toBeCloseTo(value, 5));
});
