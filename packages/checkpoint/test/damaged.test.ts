import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { batchNorms } from '@batchmates/network';
import { temporaryFolder } from '@batchmates/stage/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  decodeSafetensors,
  encodeSafetensors,
  readCheckpoint,
  readCurves,
  writeCheckpoint,
  type Checkpoint,
} from '../src/index.ts';
import { population, sampleCheckpoint } from './sample-checkpoint.ts';

const checkpoint: Checkpoint = {
  ...sampleCheckpoint({
    optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 0 },
    batching: { kind: 'standard' },
    strategy: 'standard',
    composition: { kind: 'random' },
    precision: 'bf16',
    threads: 2,
  }),
  population,
};
const { network } = checkpoint;

let folder: string;

beforeEach(async () => {
  folder = join(await temporaryFolder(), 'pets', 'train');
  await mkdir(folder, { recursive: true });
  await writeCheckpoint(folder, checkpoint);
});

/** Changes the tensors of the checkpoint in `folder`. */
async function editTensors(
  change: (tensors: Map<string, { shape: readonly number[]; data: Float32Array }>) => void,
) {
  const file = join(folder, 'state.safetensors');
  const tensors = new Map(decodeSafetensors(await readFile(file), file).tensors);
  change(tensors);
  await writeFile(file, encodeSafetensors({ tensors }));
}

test('a checkpoint in bf16 with population statistics comes back as it was', async () => {
  expect(await readCheckpoint(folder)).toEqual(checkpoint);
});

describe('population statistics that are incomplete are refused', () => {
  const last = batchNorms(network).at(-1)!;
  const refusal = {
    code: 'checkpoint/corrupt',
    message: expect.stringContaining(
      `state.safetensors: expected ${last.channels} population means and variances of batch norm "${last.name}", received others or none; run the training stage again`,
    ) as string,
  };

  test.each([['population_mean'], ['population_var']])('without one %s', async (suffix) => {
    await editTensors((tensors) => tensors.delete(`${last.name}.${suffix}`));
    await expect(readCheckpoint(folder)).rejects.toMatchObject(refusal);
  });

  test.each([['population_mean'], ['population_var']])('with one %s too short', async (suffix) => {
    const shape = [last.channels - 1];
    await editTensors((tensors) =>
      tensors.set(`${last.name}.${suffix}`, { shape, data: new Float32Array(last.channels - 1) }),
    );
    await expect(readCheckpoint(folder)).rejects.toMatchObject(refusal);
  });

  test('with those of one batch norm only', async () => {
    await editTensors((tensors) => {
      for (const { name } of batchNorms(network).slice(0, -1)) {
        tensors.delete(`${name}.population_mean`);
        tensors.delete(`${name}.population_var`);
      }
    });
    await expect(readCheckpoint(folder)).rejects.toMatchObject({ code: 'checkpoint/corrupt' });
  });

  test('but none at all are a checkpoint before calibration, which says so by having no such key', async () => {
    await editTensors((tensors) => {
      for (const name of [...tensors.keys()]) if (name.includes('.population_')) tensors.delete(name);
    });
    expect(Object.keys(await readCheckpoint(folder))).not.toContain('population');
  });

  test('a tensor whose name only begins like theirs is one too many', async () => {
    await editTensors((tensors) =>
      tensors.set('fc.population_mean_of_old', { shape: [1], data: new Float32Array(1) }),
    );
    await expect(readCheckpoint(folder)).rejects.toThrow(/fc\.population_mean_of_old/);
  });
});

describe('a damaged description is refused in a line, with a code', () => {
  const replace = (text: string) => writeFile(join(folder, 'checkpoint.json'), text);
  const described = async () =>
    JSON.parse(await readFile(join(folder, 'checkpoint.json'), 'utf8')) as Checkpoint;

  test.each([
    ['cut', '{"schemaVersion": 2', 'Invalid input: expected object, received undefined at its start'],
    ['empty', 'null', 'Invalid input: expected object, received null at its start'],
    ['with a version in words', '{"schemaVersion": "one"}', 'Invalid input: expected 2 at schemaVersion'],
  ])('%s', async (_, text, received) => {
    await replace(text);
    await expect(readCheckpoint(folder)).rejects.toMatchObject({
      code: 'checkpoint/corrupt',
      message: `checkpoint file ${join(folder, 'checkpoint.json')}: expected the description of a checkpoint, received ${received}; run the training stage again`,
    });
  });

  test('with a path to what is wrong', async () => {
    const document = await described();
    await replace(
      JSON.stringify({ ...document, training: { ...document.training, optimizer: { kind: 'x' } } }),
    );
    await expect(readCheckpoint(folder)).rejects.toThrow(
      / at training\.optimizer\.kind; run the training stage again$/,
    );
  });

  test('that does not say which batching it was', async () => {
    const document = await described();
    await replace(JSON.stringify({ ...document, training: { ...document.training, batching: {} } }));
    await expect(readCheckpoint(folder)).rejects.toThrow(/ at training\.batching\.kind;/);
  });

  test('of another version', async () => {
    await replace(JSON.stringify({ ...(await described()), schemaVersion: 3 }));
    await expect(readCheckpoint(folder)).rejects.toMatchObject({
      code: 'checkpoint/other-version',
      message: `checkpoint ${folder}: expected schema version 2, received 3; make it anew: npx batchmates run-all pets.train`,
    });
  });

  test('whose layers do not fit', async () => {
    const document = await described();
    await replace(JSON.stringify({ ...document, network: { ...document.network, classes: 5 } }));
    await expect(readCheckpoint(folder)).rejects.toMatchObject({ code: 'network/shape' });
  });

  test('that is a folder, or not there', async () => {
    await expect(readCheckpoint(join(folder, 'nowhere'))).rejects.toMatchObject({
      code: 'checkpoint/unreadable',
      message: expect.stringMatching(
        /^checkpoint file .*nowhere.checkpoint\.json cannot be read: received no such file or directory \(ENOENT\)/,
      ) as string,
    });
  });
});

test('the tensors say that they are in PyTorch’s layout', async () => {
  const { metadata } = decodeSafetensors(await readFile(join(folder, 'state.safetensors')), 'file');
  expect(metadata).toEqual({ format: 'pt' });
});

describe('safetensors', () => {
  const file = (header: string | Uint8Array, length: number | bigint = header.length) => {
    const bytes = new Uint8Array(8 + header.length);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
    bytes.set(Buffer.from(header), 8);
    return bytes;
  };
  const refusal = (expected: string, received: string) => ({
    code: 'safetensors/corrupt',
    message: `safetensors file x: expected ${expected}, received ${received}; the file is damaged or of another kind: make it again`,
  });
  const decode = (bytes: Uint8Array) => {
    try {
      return decodeSafetensors(bytes, 'x');
    } catch (error) {
      return { code: (error as { code?: string }).code, message: (error as Error).message };
    }
  };

  test('without free text have no header entry for it, and give none back', () => {
    const content = { tensors: new Map([['a', { shape: [1], data: Float32Array.of(1) }]]) };
    const bytes = encodeSafetensors(content);
    expect(Buffer.from(bytes).toString('latin1')).not.toContain('__metadata__');
    expect(Object.keys(decodeSafetensors(bytes, 'x'))).toEqual(['tensors']);
  });

  test('of eight bytes have no header', () => {
    expect(decode(file(''))).toEqual(
      refusal(
        'a header of float32 tensors',
        'Invalid input: expected object, received undefined at its start',
      ),
    );
  });

  test('refuse a header of bytes that are no UTF-8', () => {
    expect(decode(file(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x7b, 0x7d, 0x7d)))).toEqual(
      refusal(
        'a header of float32 tensors',
        'Invalid input: expected object, received undefined at its start',
      ),
    );
  });

  test('refuse a header longer than the file, by one byte or by more than a number can say', () => {
    expect(decode(file('{}', 3))).toEqual(refusal('a header within its 10 bytes', 'one of 3 bytes'));
    expect(decode(file('{}', 2n ** 63n))).toEqual(
      refusal('a header within its 10 bytes', 'one of 9223372036854776000 bytes'),
    );
  });

  test('refuse a header longer than the format allows, though the file is longer still', () => {
    const bytes = new Uint8Array(100_000_010);
    new DataView(bytes.buffer).setBigUint64(0, 100_000_001n, true);
    expect(decode(bytes)).toEqual(refusal('a header within its 100000010 bytes', 'one of 100000001 bytes'));
  });

  test('may hold nothing', () => {
    expect(decode(file('{}'))).toEqual({ tensors: new Map() });
  });
});

test('curves that are no curves are refused with the columns that were expected, and how to make them', async () => {
  const path = join(folder, 'curves.arrow');
  await writeFile(path, 'no curves');
  await expect(readCurves(folder)).rejects.toMatchObject({
    code: 'checkpoint/bad-curves',
    message: expect.stringMatching(
      /^error curves .*curves\.arrow: expected an Arrow file with the columns epoch, learning_rate, loss, train_error, error_standard_running, error_balanced_batch, received .*; run the training stage again$/,
    ) as string,
  });
});
