import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyState, type Optimizer } from '@batchmates/engine';
import { createNetwork } from '@batchmates/model-zoo';
import { temporaryFolder } from '@batchmates/stage/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { decodeSafetensors, encodeSafetensors, readCheckpoint, writeCheckpoint } from '../src/index.ts';
import { population, sampleCheckpoint } from './sample-checkpoint.ts';

const optimizer: Optimizer = {
  kind: 'rmsprop',
  decay: 0.999,
  momentum: 0.9,
  epsilon: 1e-8,
  weightDecay: 1e-4,
  start: 'bias-corrected',
};

const checkpoint = sampleCheckpoint({ optimizer });
const { network } = checkpoint;

let folder: string;

beforeEach(async () => {
  folder = join(await temporaryFolder(), 'pets', 'train.balanced');
  await mkdir(folder, { recursive: true });
});

describe('a checkpoint', () => {
  test('comes back as it was', async () => {
    await writeCheckpoint(folder, checkpoint);
    expect(await readCheckpoint(folder)).toEqual(checkpoint);
  });

  test('keeps population statistics and another resolution', async () => {
    const calibrated = {
      ...checkpoint,
      population,
      crop: { ...checkpoint.crop, resolution: { height: 4, width: 4 } },
    };
    await writeCheckpoint(folder, calibrated);
    expect(await readCheckpoint(folder)).toEqual(calibrated);
  });

  test('is the same bytes when written twice', async () => {
    const bytes = async () => [
      await readFile(join(folder, 'state.safetensors')),
      await readFile(join(folder, 'checkpoint.json')),
    ];
    await writeCheckpoint(folder, checkpoint);
    const once = await bytes();
    await writeCheckpoint(folder, await readCheckpoint(folder));
    expect(await bytes()).toEqual(once);
  });
});

describe('a value that is no finite number', () => {
  test('is not written: nothing is left that looks like a checkpoint', async () => {
    const state = copyState(checkpoint.state);
    state.get('fc.weight')!.data.fill(NaN, 1, 3);
    await expect(writeCheckpoint(folder, { ...checkpoint, state })).rejects.toThrow(
      /expected finite numbers, received 2 values that are no finite numbers in fc\.weight; it is not written/,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  test('is not read, in population statistics either', async () => {
    await writeCheckpoint(folder, { ...checkpoint, population });
    const file = join(folder, 'state.safetensors');
    const { tensors } = decodeSafetensors(await readFile(file), file);
    tensors.get('stem.bn.population_var')!.data[0] = Infinity;
    await writeFile(file, encodeSafetensors({ tensors }));
    await expect(readCheckpoint(folder)).rejects.toMatchObject({
      code: 'checkpoint/corrupt',
      message: expect.stringContaining(
        '1 value that is no finite number in stem.bn.population_var',
      ) as string,
    });
  });
});

describe('a damaged checkpoint is refused in a line', () => {
  beforeEach(() => writeCheckpoint(folder, { ...checkpoint, population }));

  const refusal = () =>
    readCheckpoint(folder).then(
      () => 'accepted',
      (error: unknown) => (error as Error).message,
    );

  test('without its description', async () => {
    await rm(join(folder, 'checkpoint.json'));
    expect(await refusal()).toMatch(
      /^checkpoint file .*checkpoint\.json cannot be read: received no such file or directory \(ENOENT\)/,
    );
  });

  test('with a description of something else', async () => {
    await edit(({ classNames: _, ...rest }) => rest);
    expect(await refusal()).toMatch(
      /checkpoint\.json: expected the description of a checkpoint, received Invalid input: .* at classNames; run the training stage again$/,
    );
  });

  test('of an earlier version, with the command that makes it anew', async () => {
    await edit((document) => ({ ...document, schemaVersion: 1, training: {} }));
    expect(await refusal()).toBe(
      `checkpoint ${folder}: expected schema version 2, received 1; make it anew: npx batchmates run-all pets.train.balanced`,
    );
  });

  test('with tensors of another network', async () => {
    const other = createNetwork('cifar-resnet-8', { ...network, width: 3 });
    await edit((document) => ({ ...document, network: other }));
    expect(await refusal()).toMatch(/population means and variances of batch norm/);
  });

  test('with a cut file of tensors', async () => {
    const file = join(folder, 'state.safetensors');
    await writeFile(file, (await readFile(file)).subarray(0, -4));
    expect(await refusal()).toMatch(/^safetensors file .*state\.safetensors: expected/);
  });

  async function edit(change: (document: Record<string, unknown>) => unknown): Promise<void> {
    const file = join(folder, 'checkpoint.json');
    await writeFile(
      file,
      JSON.stringify(change(JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>)),
    );
  }
});
