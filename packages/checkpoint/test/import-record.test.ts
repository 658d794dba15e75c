import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { initialState } from '@batchmates/engine';
import { temporaryFolder } from '@batchmates/stage/testing';
import { expect, test } from 'vitest';
import {
  CHECKPOINT_FILE,
  readCheckpoint,
  trainedHere,
  trainingFacts,
  writeCheckpoint,
  type Checkpoint,
} from '../src/index.ts';
import { sampleCheckpoint } from './sample-checkpoint.ts';

const trained = sampleCheckpoint({ optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 0 } });
const imported: Checkpoint = {
  ...trained,
  state: initialState(trained.network, 3),
  training: { imported: { architecture: 'resnet-18', file: 'net.safetensors', sha256: '0'.repeat(64) } },
};

test('an imported checkpoint comes back as it was, without slots of an optimizer', async () => {
  const folder = await temporaryFolder();
  await writeCheckpoint(folder, imported);
  expect(await readCheckpoint(folder)).toEqual(imported);
});

test('a damaged record of an import is refused with its place', async () => {
  const folder = await temporaryFolder();
  await writeCheckpoint(folder, imported);
  const file = join(folder, CHECKPOINT_FILE);
  await writeFile(file, (await readFile(file, 'utf8')).replace('0'.repeat(64), 'x'));
  await expect(readCheckpoint(folder)).rejects.toThrow(/ at training\.imported\.sha256; run/);
});

test('of the training of an imported network nothing is known but where it came from', () => {
  expect(trainingFacts(trained.training)).toBe(trained.training);
  expect(trainingFacts(imported.training)).toEqual({
    ...imported.training,
    strategy: 'imported',
    composition: { kind: 'other', description: 'not known: the network was imported' },
    batchSize: null,
    epochs: null,
    seed: null,
  });
});

test('what needs the training of an imported network is refused in a line', () => {
  const about = { what: 'this', remedy: 'train it' };
  expect(trainedHere(trained.training, about)).toBe(trained.training);
  expect(() => trainedHere(imported.training, about)).toThrow(
    expect.objectContaining({
      code: 'checkpoint/imported',
      message:
        'this: expected a checkpoint that was trained here, received resnet-18 imported from net.safetensors; train it',
    }) as Error,
  );
});
