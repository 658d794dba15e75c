import { execFileSync, spawnSync } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSafetensors, type SafetensorsContent } from '@batchmates/checkpoint';
import { momentNames, readModelFile, withNormalisation, type Model } from '@batchmates/onnx';
import { pageSnippet, temporaryFolder } from '@batchmates/stage/testing';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';

/** `BATCHMATES_PEER_PYTHON` names a Python that has PyTorch, torchvision, onnx, onnxscript and safetensors (PyPI). */
const python = process.env['BATCHMATES_PEER_PYTHON'] ?? 'python3';
const present =
  spawnSync(python, ['-c', 'import torch, torchvision, onnx, onnxscript, safetensors']).status === 0;

describe.skipIf(!present)(
  'the export of docs/audit.md (skipped where Python lacks torchvision or onnx)',
  () => {
    test('keeps the batch norms of a ResNet-18, and what it writes beside agrees with the model', async () => {
      const folder = await temporaryFolder();
      const file = join(folder, 'export.py');
      await writeFile(file, await pageSnippet('audit.md', 'export.py'));
      execFileSync(python, [join(import.meta.dirname, 'audit-export.py'), file], {
        cwd: folder,
        stdio: 'pipe',
      });

      const reference = decodeSafetensors(
        await readFile(join(folder, 'reference.safetensors')),
        'reference.safetensors',
      );
      const tensor = (name: string) => reference.tensors.get(name)!;
      expect([...reference.tensors.keys()].sort()).toEqual(['eval', 'inputs', 'train']);
      expect(tensor('inputs').shape).toEqual([10, 3, 32, 32]);
      expect([tensor('eval').shape, tensor('train').shape]).toEqual([
        [10, 5],
        [10, 5],
      ]);
      const ids = JSON.parse(reference.metadata!['ids']!) as string[];
      const files = await readdir(join(folder, 'images/val'), { recursive: true });
      expect(files).toEqual(expect.arrayContaining(ids));
      expect(new Set(ids).size).toBe(10);
      expect(ids[0]).toBe('class 0/000.png');
      expect(new Set(ids.map((id) => id.split('/')[0])).size).toBe(5);

      const model = await readModelFile(join(folder, 'model.onnx'));
      expect(model.folded).toEqual([]);
      expect(model.batchNorms).toHaveLength(20);
      await expectAnswers(model, reference);
    }, 300_000);
  },
);

test('the export of docs/audit.md keeps the batch norms of a network of Keras', async () => {
  const fixture = join(import.meta.dirname, '../../onnx/test/fixture');
  const model = await readModelFile(join(fixture, 'keras.onnx'));
  expect(model.batchNorms.map(({ name, channels }) => [name.split('/')[1], channels])).toEqual([
    ['bn1_1', 6],
    ['bn2_1', 6],
    ['bn3_1', 8],
  ]);
  expect(model.input.shape.slice(1)).toEqual([8, 8, 3]);
  const file = join(fixture, 'keras.safetensors');
  const reference = decodeSafetensors(await readFile(file), file);
  expect(JSON.parse(reference.metadata!['ids']!)).toHaveLength(10);
  await expectAnswers(model, reference);
});

/** With fixed statistics and with those of the batch, a model must answer what is written beside it. */
async function expectAnswers(model: Model, { tensors }: SafetensorsContent): Promise<void> {
  const all = model.batchNorms.map(({ name }) => name);
  for (const [name, batch] of [
    ['eval', []],
    ['train', all],
  ] as const) {
    const expected = tensors.get(name)!.data;
    const logits = await answer(model, batch, tensors.get('inputs')!);
    expect(distance(logits, expected), name).toBeLessThan(1e-4);
    // The other answers would not pass.
    expect(distance(logits, tensors.get(name === 'eval' ? 'train' : 'eval')!.data)).toBeGreaterThan(1e-2);
  }
}

/** Logits of ten images with the batch's moments in some batch norms and the model's own in the others. */
async function answer(
  model: Model,
  batch: readonly string[],
  { data, shape }: { readonly data: Float32Array; readonly shape: readonly number[] },
): Promise<Float32Array> {
  const normalisation = { kind: 'by layer', batch } as const;
  const session = await ort.InferenceSession.create(withNormalisation(model, normalisation), {
    logSeverityLevel: 3,
  });
  const feeds: Record<string, ort.Tensor> = { [model.input.name]: new ort.Tensor('float32', data, shape) };
  for (const { name, channels, moments } of model.batchNorms.filter((norm) => !batch.includes(norm.name))) {
    const names = momentNames(name, normalisation);
    feeds[names.mean] = new ort.Tensor('float32', moments!.mean, [channels]);
    feeds[names.variance] = new ort.Tensor('float32', moments!.variance, [channels]);
  }
  const results = await session.run(feeds);
  const logits = (results[model.output.name]!.data as Float32Array).slice();
  await session.release();
  return logits;
}

/** The largest difference, relative to the largest value. */
function distance(received: Float32Array, expected: Float32Array): number {
  const largest = (values: Float32Array) => values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return largest(received.map((value, place) => value - expected[place]!)) / largest(expected);
}
