import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tensor } from '@batchmates/engine';
import { openClassifier } from '@batchmates/classifier';
import { temporaryFolder } from '@batchmates/stage/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  pictures,
  pictureSet,
  putModel,
  putReference,
  pytorch,
  runImport,
  services,
  SIDE,
  toLast,
} from './support.ts';

const [images, evaluated, trained] = [pytorch.get('images')!, pytorch.get('eval')!, pytorch.get('train')!];
const reference = 'reference.safetensors';
let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  await putModel(folder, 'dynamo');
});

const scaled = ({ shape, data }: Tensor, by: number): Tensor => ({
  shape,
  data: data.map((each) => each * by),
});

describe('outputs', () => {
  test.each([
    [
      'eval',
      { eval: scaled(evaluated, 1.5), train: trained },
      /^dynamo\.onnx in eval\(\), asked for the inputs of .*: expected probabilities within 0\.001 of its tensor eval, received a difference of 0\.\d+; write model and reference with the same weights/,
    ],
    [
      'train',
      { eval: evaluated, train: evaluated },
      /^dynamo\.onnx with the statistics of the batch, .* its tensor train, .*; only batch norms may be in train\(\)/,
    ],
  ])('that differ are named: %s', async (_, outputs, message) => {
    await putReference(folder, { inputs: images, ...outputs });
    await expect(runImport(folder, { reference })).rejects.toThrow(message);
  });

  test('of a softmax want another param', async () => {
    const shape = evaluated.shape;
    const data = new Float32Array(evaluated.data.length).fill(1 / shape[1]!);
    await putReference(folder, { inputs: images, eval: { shape, data } });
    await expect(runImport(folder, { reference })).rejects.toThrow(
      /^tensor eval of .*reference\.safetensors: expected logits, as dynamo\.onnx is taken to give, received probabilities; set answers: probabilities$/,
    );
  });
});

describe('a reference that is none', () => {
  test.each([
    ['without inputs', { eval: evaluated }, /expected a tensor inputs with images, received none/],
    [
      'without outputs',
      { inputs: images },
      /expected a tensor eval or train with outputs, received only inputs/,
    ],
    [
      'of other images',
      { inputs: { ...images, shape: [4, 8, 8, 3] }, eval: evaluated },
      /expected inputs of shape \[4, 3, 8, 8\], as the model takes and gives them, received \[4, 8, 8, 3\]/,
    ],
    [
      'of other classes',
      { inputs: images, eval: { shape: [4, 4], data: new Float32Array(16) } },
      /expected eval of shape \[4, 5\]/,
    ],
    [
      'with a NaN',
      { inputs: images, eval: scaled(evaluated, NaN) },
      /expected finite numbers in eval, received NaN/,
    ],
  ])('%s', async (_, tensors, message) => {
    await putReference(folder, tensors);
    await expect(runImport(folder, { reference })).rejects.toThrow(message);
  });

  test('is damaged', async () => {
    await writeFile(join(folder, reference), 'no tensors');
    await expect(runImport(folder, { reference })).rejects.toThrow(/reference\.safetensors: expected /);
  });
});

/** Sides of the pictures as they are stored. */
const STORED = 12;
const [mean, std] = [
  [0.5, 0.4, 0.3],
  [0.2, 0.25, 0.3],
];

/** How the other program prepared its images. */
interface Preparation {
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  readonly top?: number;
  readonly bgr?: boolean;
}

/** The middle of the pictures, `[images, channels, height, width]`. */
function prepared(
  stored: readonly Uint8Array[],
  { mean: m = mean, std: s = std, top = 2, bgr = false }: Preparation,
): Tensor {
  const shape = [stored.length, 3, SIDE, SIDE];
  const data = Float32Array.from({ length: stored.length * 3 * SIDE * SIDE }, (_, at) => {
    const [column, row] = [at % SIDE, Math.floor(at / SIDE) % SIDE];
    const [place, image] = [Math.floor(at / SIDE ** 2) % 3, Math.floor(at / SIDE ** 2 / 3)];
    const channel = bgr ? 2 - place : place;
    const pixel = stored[image]![((row + top) * STORED + column + 2) * 3 + channel]!;
    return (pixel / 255 - m[channel]!) / s[channel]!;
  });
  return { shape, data };
}

describe('the preparation of images', () => {
  const stored = pictures(10, STORED);
  const ids = stored.map((_, index) => `picture ${index}`);

  /** The model is asked for what the other program prepared, so that outputs agree. */
  const check = async (preparation: Preparation, names: readonly string[] = ids) => {
    const inputs = prepared(stored, preparation);
    const outputs = await answersOf(inputs);
    await putReference(folder, { inputs, eval: outputs }, names);
    const dataset = await pictureSet(stored, STORED);
    return runImport(folder, { reference, mean, std, resize: STORED, crop: SIDE }, { dataset });
  };

  test('that agrees is said, with its difference', async () => {
    const { notes } = await check({});
    expect(notes.join()).toContain(
      'outputs agree, and 10 images are prepared as there, up to 0.0 % of their deviation',
    );
  });

  test.each([
    [
      'another mean',
      { mean: [0.55, 0.4, 0.3] },
      /other mean or std: .*; set mean and std to those of the training, about \[0\.550, 0\.400, 0\.300\] and \[0\.200, 0\.250, 0\.300\]$/,
    ],
    [
      'another std',
      { std: [0.2, 0.25, 0.6] },
      /other mean or std: .* about \[0\.500, 0\.400, 0\.300\] and \[0\.200, 0\.250, 0\.600\]$/,
    ],
    [
      'pixels up to 255',
      { mean: mean.map((each) => each * 255), std: std.map((each) => each * 255) },
      /other mean or std/,
    ],
    ['BGR', { bgr: true }, /other order of colours: /],
    ['another crop', { top: 4 }, /other resize or crop: .*; set resize, crop and resolution/],
  ])('names the step that differs: %s', async (_, preparation, message) => {
    await expect(check(preparation)).rejects.toThrow(message);
  });

  test('BGR is no mistake when it is said', async () => {
    const inputs = prepared(stored, { bgr: true });
    await putReference(folder, { inputs, eval: await answersOf(inputs) }, ids);
    const dataset = await pictureSet(stored, STORED);
    const params = { reference, mean, std, resize: STORED, crop: SIDE, channelOrder: 'BGR' };
    const { notes } = await runImport(folder, params, { dataset });
    expect(notes.join()).toContain('10 images are prepared as there');
  });

  test('of images that the data set does not have is not known', async () => {
    await expect(
      check(
        {},
        ids.map((id) => `x ${id}`),
      ),
    ).rejects.toThrow(
      /expected metadata ids with images of the data set, such as "picture 0", received "x picture 0" and others that it does not have/,
    );
  });
});

/** What the fixture answers, as logits. */
async function answersOf({ shape, data }: Tensor): Promise<Tensor> {
  const { artifact } = await runImport(folder, {});
  const request = { engine: 'auto', precision: 'auto', threads: 1 } as const;
  const { program } = await (await openClassifier(artifact)).compile(services.engines, request);
  const probabilities = await program.infer(toLast(data), { kind: 'running' });
  await program.dispose();
  return { shape: [shape[0]!, 5], data: probabilities.map(Math.log) };
}
