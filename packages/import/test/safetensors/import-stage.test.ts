import { createHash } from 'node:crypto';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCheckpoint } from '@batchmates/checkpoint';
import { runStage, temporaryFolder } from '@batchmates/stage/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { importSafetensors } from '../../src/index.ts';
import { stateDictFile, type StateDictOptions, type WrittenTensor } from '../../src/testing/index.ts';

const small = { architecture: 'resnet-18', classes: 3, width: 2 } as const;
const params = {
  ...small,
  classes: ['cat', 'dog', 'eel'],
  file: 'net.safetensors',
  crop: 28,
  resolution: 32,
};

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  file = join(folder, 'net.safetensors');
});

const write = (options: Partial<StateDictOptions> = {}) => stateDictFile(file, { ...small, ...options });
const run = (changes: object = {}, signal?: AbortSignal) =>
  runStage(importSafetensors, {
    params: { ...params, ...changes },
    directory: join(folder, 'import'),
    ...(signal !== undefined && { signal }),
  });

describe('a state dict', () => {
  test('becomes a checkpoint that says where it came from', async () => {
    const state = await write();
    const { artifact } = await run();
    const checkpoint = await readCheckpoint(artifact.directory);
    expect(checkpoint).toMatchObject({
      network: { name: 'resnet-18', classes: 3, input: { height: 32, width: 32, channels: 3 } },
      classNames: ['cat', 'dog', 'eel'],
      crop: { height: 28, width: 28, resolution: { height: 32, width: 32 } },
      normalisation: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
      training: {
        imported: {
          architecture: 'resnet-18',
          file: 'net.safetensors',
          sha256: createHash('sha256')
            .update(await readFile(file))
            .digest('hex'),
        },
      },
    });
    expect(checkpoint.state).toEqual(state);
    expect(checkpoint.population).toBeUndefined();
  });

  test.each(['resnet-34', 'resnet-50'] as const)('of %s is one, too', async (architecture) => {
    const state = await write({ architecture });
    const { artifact } = await run({ architecture });
    expect((await readCheckpoint(artifact.directory)).state).toEqual(state);
  });

  test('may have been saved from DataParallel', async () => {
    const state = await write({
      edit: (tensors) => {
        for (const [name, tensor] of [...tensors]) {
          tensors.delete(name);
          tensors.set(`module.${name}`, tensor);
        }
      },
    });
    const { artifact } = await run();
    expect((await readCheckpoint(artifact.directory)).state).toEqual(state);
  });

  test('may be in half precision, which is widened', async () => {
    const halves = { F16: Uint16Array.of(0x3c00, 0xc000), BF16: Uint16Array.of(0x3f80, 0xc000) };
    await write({
      edit: (tensors) => {
        for (const [name, dtype] of [
          ['bn1.weight', 'F16'],
          ['bn1.bias', 'BF16'],
        ] as const)
          tensors.set(name, { dtype, shape: [2], bytes: new Uint8Array(halves[dtype].buffer) });
      },
    });
    const { artifact } = await run();
    const { state } = await readCheckpoint(artifact.directory);
    expect([...state.get('stem.bn.weight')!.data]).toEqual([1, -2]);
    expect([...state.get('stem.bn.bias')!.data]).toEqual([1, -2]);
  });

  test('of a number of classes has them called by their numbers', async () => {
    await write();
    const { artifact } = await run({ classes: 3, resolution: undefined });
    const { classNames, crop, network } = await readCheckpoint(artifact.directory);
    expect(classNames).toEqual(['0', '1', '2']);
    expect(crop).toEqual({ height: 28, width: 28 });
    expect(network.input).toEqual({ height: 28, width: 28, channels: 3 });
  });

  test('may be of grey images', async () => {
    await write({
      edit: (tensors) =>
        tensors.set('conv1.weight', { dtype: 'F32', shape: [2, 1, 7, 7], bytes: new Uint8Array(2 * 49 * 4) }),
    });
    const { artifact } = await run({ mean: [0.5], std: [0.2] });
    expect((await readCheckpoint(artifact.directory)).network.input.channels).toBe(1);
  });
});

describe('refused in a line', () => {
  const set = (name: string, change: (tensor: WrittenTensor) => WrittenTensor) => ({
    edit: (tensors: Map<string, WrittenTensor>) => void tensors.set(name, change(tensors.get(name)!)),
  });
  const floats = (tensor: WrittenTensor, value: number): WrittenTensor => {
    const values = new Float32Array(tensor.bytes.slice().buffer);
    values[0] = value;
    return { ...tensor, bytes: new Uint8Array(values.buffer) };
  };

  test.each<[string, Partial<StateDictOptions>, object, RegExp]>([
    [
      'another architecture',
      {},
      { architecture: 'resnet-50' },
      /expected the 267 tensors of resnet-50, received none called layer1\.0\.downsample\.0\.weight, layer1\.0\.downsample\.1\.weight, layer1\.0\.downsample\.1\.bias, layer1\.0\.conv3\.weight, 161 more; name the architecture/,
    ],
    [
      'a tensor that is missing',
      { edit: (tensors) => void tensors.delete('layer3.0.downsample.1.running_var') },
      {},
      /: expected the 102 tensors of resnet-18, received none called layer3\.0\.downsample\.1\.running_var; name the/,
    ],
    [
      'a tensor too many',
      {
        edit: (tensors) =>
          void tensors.set('layer5.weight', { dtype: 'F32', shape: [0], bytes: new Uint8Array() }),
      },
      {},
      /: expected only tensors of resnet-18, received also layer5\.weight; name the/,
    ],
    [
      'other classes',
      {},
      { classes: ['cat', 'dog'] },
      /: expected shapes of resnet-18 with 2 classes, received fc\.weight \[3, 16\] in the place of \[2, 16\], fc\.bias \[3\] in the place of \[2\]; set classes/,
    ],
    [
      'NaN',
      set('layer2.1.conv2.weight', (tensor) => floats(tensor, NaN)),
      {},
      /: expected finite numbers, received NaN or infinity in layer2\.1\.conv2\.weight; save/,
    ],
    [
      'a variance below 0',
      set('bn1.running_var', (tensor) => floats(tensor, -1)),
      {},
      /: expected variances of at least 0, received negative ones in bn1\.running_var; save/,
    ],
    [
      'a type of more digits',
      set('fc.bias', () => ({ dtype: 'F64', shape: [3], bytes: new Uint8Array(24) })),
      {},
      /^safetensors file .*: expected a header of .* at fc\.bias\.dtype/,
    ],
    [
      'a name with and without module.',
      { edit: (tensors) => void tensors.set('module.fc.bias', tensors.get('fc.bias')!) },
      {},
      /: expected each tensor once, received "fc\.bias" with and without "module\."/,
    ],
  ])('%s', async (_, options, changes, message) => {
    await write(options);
    const failure = await run(changes).then(
      () => 'accepted',
      (error: unknown) => (error as Error).message,
    );
    expect(failure).toMatch(message);
    expect(failure.split('\n').every((line) => /safetensors/.test(line))).toBe(true);
  });

  test('a file that is absent, with the places where it was looked for', async () => {
    await expect(run()).rejects.toThrow(
      /^file: net\.safetensors: expected one of .*net\.safetensors, .*none of them/,
    );
  });

  test('a truncated file, a header that is too long, and offsets that overlap', async () => {
    await write();
    const whole = await readFile(file);
    await truncate(file, whole.length - 4);
    await expect(run()).rejects.toThrow(/^safetensors file .*: expected .* bytes/);
    const long = Buffer.from(whole);
    long.writeBigUInt64LE(2n ** 40n);
    await writeFile(file, long);
    await expect(run()).rejects.toThrow(
      /expected a header within its \d+ bytes, received one of 1099511627776/,
    );
    const overlapping = whole
      .toString('latin1')
      .replace(/("data_offsets":\[)(\d+)/g, (text, key: string, at: string) =>
        at.length > 4 ? key + '0'.repeat(at.length - 1) + '8' : text,
      );
    await writeFile(file, Buffer.from(overlapping, 'latin1'));
    await expect(run()).rejects.toThrow(/^safetensors file /);
  });

  test("a file of PyTorch's own, with what to write instead", async () => {
    await writeFile(file, Buffer.from('PK\x03\x04 archive/data.pkl', 'latin1'));
    await expect(run()).rejects.toThrow(
      /net\.safetensors: expected a safetensors file, received a zip archive, .*; in Python, save_file\(/,
    );
  });

  test('std of other channels than mean, of 0, and a class twice', async () => {
    await write();
    await expect(run({ std: [1] })).rejects.toThrow('as many numbers as mean has');
    await expect(run({ std: [1, 0, 1] })).rejects.toThrow('numbers above 0');
    await expect(run({ classes: ['cat', 'cat', 'eel'] })).rejects.toThrow('each name once');
  });
});

test('an interrupted import stops', async () => {
  await write();
  await expect(run({}, AbortSignal.abort(new Error('interrupted')))).rejects.toThrow('interrupted');
});

test('what would stop it is said before anything runs', async () => {
  const { check } = importSafetensors;
  const context = {
    params: importSafetensors.params.parse(params),
    pipelineDirectory: folder,
    services: {},
    inputs: {},
  };
  await expect(check!(context)).rejects.toMatchObject({ code: 'stage/no-source' });
  await write();
  await expect(check!(context)).resolves.toBeUndefined();
  await write({ classes: 4 });
  await expect(check!(context)).rejects.toMatchObject({ code: 'import/shapes' });
});
