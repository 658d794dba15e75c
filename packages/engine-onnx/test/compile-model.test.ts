import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSafetensors } from '@batchmates/checkpoint';
import { createProvider, softmax, type InferenceProgram, type ModelFile } from '@batchmates/engine';
import { afterEach, describe, expect, test } from 'vitest';
import { onnxruntimeCandidates } from '../src/index.ts';

const fixture = join(import.meta.dirname, '../../onnx/test/fixture');
const { tensors } = decodeSafetensors(
  await readFile(join(fixture, 'reference.safetensors')),
  'reference.safetensors',
);
const [SIDE, CHANNELS, CLASSES] = [8, 3, 5];
const images = channelsLast(tensors.get('images')!.data);
const provider = createProvider(onnxruntimeCandidates);
const options = { precision: 'f32', threads: 1 } as const;
const programs: InferenceProgram[] = [];

afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.dispose()));
});

async function compile(file: string, changes: Partial<ModelFile> = {}): Promise<InferenceProgram> {
  const { engine } = await provider.select({ engine: 'auto', precision: 'auto', purpose: 'model' });
  const bytes = await readFile(join(fixture, `${file}.onnx`));
  const input = { height: SIDE, width: SIDE, channels: CHANNELS };
  const asked = { layout: 'NCHW', channelOrder: 'RGB', answers: 'logits', classes: CLASSES } as const;
  const program = await engine.compileModel(
    { name: `${file}.onnx`, bytes, input, ...asked, ...changes },
    options,
  );
  programs.push(program);
  return program;
}

function expectNear(actual: Float32Array, expected: Float32Array): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 5));
}

describe('a model', () => {
  test.each(['dynamo', 'legacy', 'legacy-opset9'])(
    '%s answers as in PyTorch, in eval and in train mode',
    async (file) => {
      const program = await compile(file);
      expectNear(
        await program.infer(images, { kind: 'running' }),
        softmax(tensors.get('eval')!.data, CLASSES),
      );
      expectNear(
        await program.infer(images, { kind: 'batch' }),
        softmax(tensors.get('train')!.data, CLASSES),
      );
    },
  );

  test('answers with the moments of a batch, given, as with the batch', async () => {
    const program = await compile('dynamo');
    const moments = await program.moments(images);
    expect([...moments.keys()]).toEqual(['bn1', 'bn2', 'bn3']);
    const batch = await program.infer(images, { kind: 'batch' });
    expectNear(await program.infer(images, { kind: 'fixed', moments }), batch);
    const others = { kind: 'fixed', moments } as const;
    expectNear(await program.infer(images, { kind: 'mixed', batch: ['bn2'], others }), batch);
  });

  test('gives its outputs as they are where they are probabilities', async () => {
    const program = await compile('dynamo', { answers: 'probabilities' });
    expectNear(await program.infer(images, { kind: 'running' }), tensors.get('eval')!.data);
  });

  test('that was trained on BGR is given BGR', async () => {
    const rgb = await compile('dynamo');
    const bgr = await compile('dynamo', { channelOrder: 'BGR' });
    const turned = images.map((_, at) => images[at - (at % CHANNELS) + (CHANNELS - 1 - (at % CHANNELS))]!);
    expectNear(await bgr.infer(turned, { kind: 'running' }), await rgb.infer(images, { kind: 'running' }));
  });

  test('without running statistics answers with those of its batch, and has none others', async () => {
    const program = await compile('without-stats');
    expectNear(
      await program.infer(images, { kind: 'batch' }),
      softmax(tensors.get('without_stats')!.data, CLASSES),
    );
    await expect(program.infer(images, { kind: 'running' })).rejects.toThrow(
      'batch norm "bn1" of model "without-stats.onnx" under running statistics: expected a mean and a variance in the file, received none: the model normalises with its batch; pool statistics with evaluator/calibrate and use statistics: population',
    );
  });

  test('refuses one image where a batch norm sees one value of it', async () => {
    const program = await compile('dynamo');
    const one = images.slice(0, SIDE * SIDE * CHANNELS);
    await expect(program.infer(one, { kind: 'batch' })).rejects.toThrow(
      /^batch norm "bn3" of network "dynamo\.onnx" under the statistics of its batch: expected more than one value/,
    );
    await expect(program.infer(one, { kind: 'running' })).resolves.toHaveLength(CLASSES);
  });

  test.each([
    [
      'batch norms that it does not have',
      { kind: 'mixed', batch: ['bn4'], others: { kind: 'running' } },
      /"bn4"/,
    ],
    ['moments that do not fit', { kind: 'fixed', moments: new Map() }, /batch norm "bn1": expected 6 means/],
  ] as const)('refuses %s', async (_, statistics, message) => {
    const program = await compile('dynamo');
    await expect(program.infer(images, statistics)).rejects.toThrow(message);
  });

  test('of which another shape is told fails in a line', async () => {
    const program = await compile('dynamo', { layout: 'NHWC' });
    await expect(program.infer(images, { kind: 'running' })).rejects.toThrow(
      /^model "dynamo\.onnx" on ONNX Runtime: expected a model that it runs, for batches of any size, received [^\n]+; export the network again/,
    );
    const classes = await compile('dynamo', { classes: 4 });
    await expect(classes.infer(images, { kind: 'running' })).rejects.toThrow(
      /output "logits" has 20 values, expected 16/,
    );
  });
});

/** `[batch, channels, height, width]` as `[batch, height, width, channels]`. */
function channelsLast(given: Float32Array): Float32Array {
  const pixels = SIDE * SIDE;
  return given.map((_, at) => {
    const within = at % (CHANNELS * pixels);
    return given[at - within + (within % CHANNELS) * pixels + Math.floor(within / CHANNELS)]!;
  });
}
