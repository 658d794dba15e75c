import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSafetensors } from '@batchmates/checkpoint';
import {
  readModelFile,
  momentNames,
  withNormalisation,
  type BatchMomentsBy,
  type Model,
} from '@batchmates/onnx';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';

const fixture = join(import.meta.dirname, '../../onnx/test/fixture');
const { tensors: reference } = decodeSafetensors(
  await readFile(join(fixture, 'reference.safetensors')),
  'reference.safetensors',
);
const images = reference.get('images')!;
const SIZE = images.data.length / 4;

function load(file: string): Promise<Model> {
  return readModelFile(join(fixture, `${file}.onnx`));
}

/** Logits and outputs of a model for the first `count` images, with the batch's moments in some layers and its own in others. */
async function run(
  model: Model,
  batch: readonly string[],
  { count = 4, by = 'nodes' }: { readonly count?: number; readonly by?: BatchMomentsBy } = {},
) {
  const normalisation = { kind: 'by layer', batch } as const;
  const session = await ort.InferenceSession.create(withNormalisation(model, normalisation, by), {
    logSeverityLevel: 3,
  });
  const shape = [count, ...images.shape.slice(1)];
  const feeds = { images: new ort.Tensor('float32', images.data.slice(0, count * SIZE), shape) };
  for (const { name, channels, moments } of model.batchNorms.filter((norm) => !batch.includes(norm.name))) {
    const names = momentNames(name, normalisation);
    const tensor = (data: Float32Array) => new ort.Tensor('float32', data, [channels]);
    Object.assign(feeds, {
      [names.mean]: tensor(moments!.mean),
      [names.variance]: tensor(moments!.variance),
    });
  }
  const results = await session.run(feeds);
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, { data }]) => [name, (data as Float32Array).slice()]),
  );
}

/** Largest difference, relative to the largest value. */
function difference(actual: Float32Array, expected: Float32Array): number {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(actual.length).toBe(expected.length);
  return actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0) / largest;
}

const all = ({ batchNorms }: Model) => batchNorms.map(({ name }) => name);
const kept = ['dynamo', 'legacy', 'legacy-opset9'];

describe("models of PyTorch give PyTorch's answers", () => {
  test.each(kept)('%s with its own statistics, as in eval mode, in batches of any size', async (file) => {
    const model = await load(file);
    for (const count of [4, 3, 1]) {
      const { logits } = await run(model, [], { count });
      expect(difference(logits!, reference.get('eval')!.data.slice(0, count * 5))).toBeLessThan(1e-5);
    }
  });

  test.each(kept)("%s with the batch's statistics, as in train mode", async (file) => {
    const model = await load(file);
    const { logits } = await run(model, all(model));
    expect(difference(logits!, reference.get('train')!.data)).toBeLessThan(1e-5);
  });

  test('which had no running statistics', async () => {
    const model = await load('without-stats');
    const { logits } = await run(model, all(model));
    expect(difference(logits!, reference.get('without_stats')!.data)).toBeLessThan(1e-5);
  });

  test('which has no batch norm', async () => {
    const { logits } = await run(await load('plain'), []);
    expect(difference(logits!, reference.get('plain')!.data)).toBeLessThan(1e-5);
  });

  test.each(['dynamo', 'legacy'])("%s in the operator's training mode gives the same", async (file) => {
    const model = await load(file);
    const [nodes, mode] = [
      await run(model, all(model)),
      await run(model, all(model), { by: 'training mode' }),
    ];
    for (const [name, values] of Object.entries(nodes)) {
      expect(difference(mode[name]!, values), name).toBeLessThan(1e-5);
    }
  });

  test('legacy, whose reshaped constants stay as they are', async () => {
    const model = await load('legacy');
    const { initializer, node } = model.graph;
    // A bias [6, 1, 1, 1] that is reshaped to [6, 1, 1] begins with another size; [4, 2, 1] with that of the batch.
    const zeros = new Uint8Array(8 * 4);
    const target = new BigInt64Array([4n, 2n, 1n]);
    const shape = new Uint8Array(target.buffer);
    const like = initializer.find(({ name }) => name === 'conv.bias')!;
    initializer.push({ ...like, name: 'zeros', dims: [8n], rawData: zeros });
    initializer.push({ ...like, name: 'shape', dims: [3n], dataType: 7, rawData: shape });
    const first = node[0]!;
    node.unshift({
      ...first,
      opType: 'Reshape',
      attribute: [],
      input: ['zeros', 'shape'],
      output: ['reshaped'],
      name: 'r',
    });
    node.unshift({
      ...first,
      opType: 'ReduceSum',
      attribute: [],
      input: ['reshaped'],
      output: ['sum'],
      name: 's',
    });
    [node[0], node[1]] = [node[1]!, node[0]!];
    const { logits } = await run(model, [], { count: 3 });
    expect(difference(logits!, reference.get('eval')!.data.slice(0, 15))).toBeLessThan(1e-5);
  });

  test('one layer at a time, with the moments that this layer met', async () => {
    const model = await load('dynamo');
    const whole = await run(model, all(model));
    const first = await run(model, ['bn1']);
    expect(first['bn1.batch_mean']).toEqual(whole['bn1.batch_mean']);
    expect(Object.keys(first).toSorted()).toEqual(['bn1.batch_mean', 'bn1.batch_var', 'logits']);
    expect(difference(first['logits']!, whole['logits']!)).toBeGreaterThan(1e-3);
  });
});
