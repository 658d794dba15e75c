import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import { decodeSafetensors, encodeSafetensors } from '@batchmates/checkpoint';
import { createDatasetWriter } from '@batchmates/dataset';
import { createProvider, type Tensor } from '@batchmates/engine';
import { onnxruntimeCandidates } from '@batchmates/engine-onnx';
import { randomStream } from '@batchmates/random';
import { runStage, writeInput, type StageRun } from '@batchmates/stage/testing';
import { importOnnx } from '../../src/index.ts';

const fixture = join(import.meta.dirname, '../../../onnx/test/fixture');

/** Inputs and outputs of the network of the fixtures, by PyTorch. */
export const { tensors: pytorch } = decodeSafetensors(
  await readFile(join(fixture, 'reference.safetensors')),
  'reference.safetensors',
);

export const SIDE = 8;
export const CLASSES = ['ant', 'bee', 'cat', 'dog', 'eel'];
export const services = { engines: createProvider(onnxruntimeCandidates) };

/** Copies a fixture into a folder. */
export async function putModel(folder: string, name: string): Promise<void> {
  await copyFile(join(fixture, `${name}.onnx`), join(folder, `${name}.onnx`));
}

/** Writes a reference into a folder. */
export async function putReference(
  folder: string,
  tensors: Readonly<Record<string, Tensor>>,
  ids?: readonly string[],
): Promise<void> {
  const content = {
    tensors: new Map(Object.entries(tensors)),
    ...(ids === undefined ? {} : { metadata: { ids: JSON.stringify(ids) } }),
  };
  await writeFile(join(folder, 'reference.safetensors'), encodeSafetensors(content));
}

/** Runs the stage on a fixture in a folder. */
export function runImport(
  folder: string,
  params: object,
  options: { readonly dataset?: Artifact; readonly signal?: AbortSignal } = {},
): Promise<StageRun> {
  const { dataset, ...rest } = options;
  return runStage(importOnnx, {
    params: { file: 'dynamo.onnx', ...params },
    inputs: { dataset },
    directory: join(folder, 'import'),
    services,
    ...rest,
  });
}

/** Smooth pictures of one number to a colour, `[height, width, channels]` uint8 each. */
export function pictures(count: number, side: number): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, image) => {
    const stream = randomStream(image, 'picture');
    const waves = Array.from({ length: 3 }, () => [stream.uniform(), stream.uniform(), 6 * stream.uniform()]);
    return Uint8Array.from({ length: side * side * 3 }, (_, at) => {
      const [a, b, phase] = waves[at % 3]! as [number, number, number];
      const [row, column] = [Math.floor(at / 3 / side), Math.floor(at / 3) % side];
      return 128 + 100 * Math.sin(a * row + b * column + phase) * (1 - (at % 3) / 4);
    });
  });
}

/** A data set with those pictures in its split `test`, called `picture 0` and so on. */
export function pictureSet(images: readonly Uint8Array[], side: number): Promise<Artifact> {
  return writeInput('dataset', async (directory) => {
    const writer = createDatasetWriter({
      ...{ directory, description: 'pictures', classNames: CLASSES, encoding: 'raw', colourSplit: 'test' },
      image: { height: side, width: side, channels: 3 },
    });
    for (const [index, image] of images.entries())
      await writer.add('test', { id: `picture ${index}`, label: index % CLASSES.length, image });
    await writer.finish();
  });
}

/** The images of the fixtures as `[batch, height, width, channels]`. */
export function toLast(images: Float32Array): Float32Array {
  const [channels, pixels] = [3, 64];
  return images.map((_, at) => {
    const [within, image] = [at % (channels * pixels), Math.floor(at / (channels * pixels))];
    return images[image * channels * pixels + (within % channels) * pixels + Math.floor(within / channels)]!;
  });
}
