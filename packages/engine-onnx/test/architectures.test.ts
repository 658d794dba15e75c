import { execFileSync, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSafetensors } from '@batchmates/checkpoint';
import { momentNames, readModelFile, withNormalisation, type Model } from '@batchmates/onnx';
import { temporaryFolder } from '@batchmates/stage/testing';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';

/** `BATCHMATES_PEER_PYTHON` names a Python that has PyTorch, torchvision, timm, onnx, onnxscript and safetensors (PyPI). */
const python = process.env['BATCHMATES_PEER_PYTHON'] ?? 'python3';
const present =
  spawnSync(python, ['-c', 'import torch, torchvision, timm, onnx, onnxscript, safetensors']).status === 0;

/** Every network, and how many batch norms it has. */
const architectures = [
  ['torchvision-resnet18', 20],
  ['torchvision-resnet50', 53],
  ['torchvision-mobilenet_v2', 52],
  ['torchvision-mobilenet_v3_small', 34],
  ['torchvision-densenet121', 121],
  ['torchvision-efficientnet_b0', 49],
  ['torchvision-shufflenet_v2', 56],
  ['torchvision-without-statistics', 20],
  ['torchvision-squeezenet1_1', 0],
  ['timm-resnet26d', 31],
  ['timm-regnety_002', 44],
  ['timm-vit_tiny', 0],
] as const;

describe.skipIf(!present)(
  'networks of torchvision and timm (skipped where Python lacks one of them, or onnx)',
  () => {
    let folder: string;

    beforeAll(async () => {
      folder = await temporaryFolder();
      execFileSync(python, [join(import.meta.dirname, 'architectures.py'), folder], { stdio: 'pipe' });
    }, 600_000);

    test.each(architectures)(
      '%s, exported by PyTorch, answers as there in eval and in train mode',
      async (name, norms) => {
        const model = await readModelFile(join(folder, `${name}.onnx`));
        const file = join(folder, `${name}.safetensors`);
        const { tensors, metadata } = decodeSafetensors(await readFile(file), file);
        expect(model.folded).toEqual([]);
        expect(model.batchNorms).toHaveLength(norms);
        expect(metadata).toEqual({ norms: String(norms) });
        const [images, evaluated, trained] = ['inputs', 'eval', 'train'].map((key) => tensors.get(key)!.data);
        const ofBatch = model.batchNorms
          .filter(({ moments }) => moments === undefined)
          .map((norm) => norm.name);
        expect(difference(await run(model, ofBatch, images!), evaluated!)).toBeLessThan(1e-4);
        const all = model.batchNorms.map((norm) => norm.name);
        expect(difference(await run(model, all, images!), trained!)).toBeLessThan(1e-4);
        // Other numbers of images than it was exported with.
        const one = images!.slice(0, images!.length / 6);
        if (ofBatch.length === 0)
          expect(difference(await run(model, [], one), evaluated!.slice(0, 10))).toBeLessThan(1e-4);
      },
    );
  },
);

/** Logits with the statistics of the batch in some batch norms, and those of the file in all others. */
async function run(model: Model, batch: readonly string[], images: Float32Array): Promise<Float32Array> {
  const normalisation = { kind: 'by layer', batch } as const;
  const session = await ort.InferenceSession.create(withNormalisation(model, normalisation), {
    logSeverityLevel: 3,
  });
  const shape = [images.length / (3 * 96 * 96), 3, 96, 96];
  const feeds: Record<string, ort.Tensor> = { images: new ort.Tensor('float32', images, shape) };
  for (const { name, channels, moments } of model.batchNorms) {
    if (batch.includes(name)) continue;
    const names = momentNames(name, normalisation);
    feeds[names.mean] = new ort.Tensor('float32', moments!.mean, [channels]);
    feeds[names.variance] = new ort.Tensor('float32', moments!.variance, [channels]);
  }
  const { logits } = await session.run(feeds);
  const data = (logits!.data as Float32Array).slice();
  await session.release();
  return data;
}

/** Largest difference, relative to the largest value. */
function difference(actual: Float32Array, expected: Float32Array): number {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(actual).toHaveLength(expected.length);
  return actual.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at]!)), 0) / largest;
}
