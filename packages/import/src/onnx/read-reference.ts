import { parseJson, readRegularFile, UnreadableFile } from '@batchmates/artifact';
import { decodeSafetensors } from '@batchmates/checkpoint';
import type { Model } from '@batchmates/classifier';
import type { Tensor } from '@batchmates/engine';
import { UserError } from '@batchmates/errors';
import { locate } from '@batchmates/stage';
import { z } from 'zod';

/** Images as another program prepared them, and what it answered. */
export interface Reference {
  readonly path: string;
  /** Of each image, as a data set calls it. */
  readonly ids: readonly string[];
  /** Float32 `[images, height, width, channels]`, normalised, RGB. */
  readonly images: Float32Array;
  /** What the network gave with running statistics, `[images, classes]`; absent where there is none of that. */
  readonly eval?: Float32Array;
  /** What it gave with the statistics of these images as one batch. */
  readonly train?: Float32Array;
}

/** Some images of a reference have 1 MB each. */
const LARGEST = 2 ** 30;

/** Reads the reference that a model is checked against. Throws a `UserError` when it is absent, damaged or not of such a model. */
export async function readReference(
  file: string,
  { model, pipelineDirectory }: { readonly model: Model; readonly pipelineDirectory: string },
): Promise<Reference> {
  const path = locate(file, pipelineDirectory, 'reference');
  const bytes = await readRegularFile(path, LARGEST).catch((cause: unknown) => {
    if (!(cause instanceof UnreadableFile)) throw cause;
    throw wrong(path, 'a safetensors file', cause.reason);
  });
  const { tensors, metadata } = decodeSafetensors(bytes, path);
  const inputs = tensors.get('inputs');
  const count = inputs?.shape[0] ?? 0;
  const { height, width, channels } = model.input;
  const each = model.layout === 'NCHW' ? [channels, height, width] : [height, width, channels];
  const images = tensorOf(tensors, 'inputs', { path, shape: [count, ...each] });
  if (images === undefined || count === 0) throw wrong(path, 'a tensor inputs with images', 'none');
  const outputs = (name: string) => tensorOf(tensors, name, { path, shape: [count, model.classes] });
  const [evaluated, trained] = [outputs('eval'), outputs('train')];
  if (evaluated === undefined && trained === undefined)
    throw wrong(path, 'a tensor eval or train with outputs', `only ${[...tensors.keys()].join(', ')}`);
  return {
    path,
    ids: idsOf(metadata?.['ids'], path, count),
    images: fromModelOrder(images, model),
    ...(evaluated === undefined ? {} : { eval: evaluated }),
    ...(trained === undefined ? {} : { train: trained }),
  };
}

function tensorOf(
  tensors: ReadonlyMap<string, Tensor>,
  name: string,
  { path, shape }: { readonly path: string; readonly shape: readonly number[] },
): Float32Array | undefined {
  const tensor = tensors.get(name);
  if (tensor === undefined) return undefined;
  if (String(tensor.shape) !== String(shape))
    throw wrong(
      path,
      `${name} of shape [${shape.join(', ')}], as the model takes and gives them`,
      `[${tensor.shape.join(', ')}]`,
    );
  const odd = tensor.data.find((value) => !Number.isFinite(value));
  if (odd !== undefined) throw wrong(path, `finite numbers in ${name}`, String(odd));
  return tensor.data;
}

function idsOf(text: string | undefined, path: string, count: number): readonly string[] {
  if (text === undefined) return [];
  const ids = z.array(z.string()).length(count).safeParse(parseJson(text));
  if (ids.success) return ids.data;
  throw wrong(path, `metadata ids: a JSON list of ${count} texts`, text.slice(0, 60));
}

/** Images in the order of axes and colours of a model, as `[images, height, width, channels]`, RGB. */
function fromModelOrder(given: Float32Array, { input, layout, channelOrder }: Model): Float32Array {
  const { height, width, channels } = input;
  const pixels = height * width;
  const images = new Float32Array(given.length);
  for (let at = 0; at < given.length; at++) {
    const within = at % (pixels * channels);
    const channel = layout === 'NCHW' ? Math.floor(within / pixels) : within % channels;
    const pixel = layout === 'NCHW' ? within % pixels : Math.floor(within / channels);
    const to = channelOrder === 'BGR' ? channels - 1 - channel : channel;
    images[at - within + pixel * channels + to] = given[at]!;
  }
  return images;
}

function wrong(path: string, expected: string, received: string): UserError {
  return new UserError({
    code: 'import/reference',
    what: `reference ${path}`,
    expected,
    received,
    remedy: 'docs/audit.md has the lines that write one',
  });
}
