import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CHECKPOINT_FILE,
  CURVES_FILE,
  readCheckpoint,
  readCurves,
  STATE_FILE,
  writeCheckpoint,
  writeCurves,
  type Checkpoint,
} from '@batchmates/checkpoint';
import { initialState, type Optimizer } from '@batchmates/engine';
import { createNetwork } from '@batchmates/model-zoo';
import { batchNorms } from '@batchmates/network';
import { inTemporaryFolder } from '../in-temporary-folder.ts';
import { expectRight, type FuzzedReader } from '../fuzzed-reader.ts';

const network = createNetwork('cifar-resnet-8', {
  input: { height: 8, width: 8, channels: 3 },
  classes: 2,
  width: 2,
});

const optimizer: Optimizer = { kind: 'sgd', momentum: 0.9, weightDecay: 0 };

const checkpoint: Checkpoint = {
  network,
  classNames: ['cat', 'dog'],
  crop: { height: 8, width: 8 },
  normalisation: { mean: [0.5], std: [0.2], eigenvalues: [1], eigenvectors: [[1]] },
  state: initialState(network, 3, optimizer),
  population: new Map(
    batchNorms(network).map(({ name, channels }) => [
      name,
      { mean: new Float32Array(channels), variance: new Float32Array(channels).fill(1) },
    ]),
  ),
  training: {
    batching: { kind: 'balanced' },
    strategy: 'balanced',
    batchSize: 2,
    composition: { kind: 'balanced', samplesPerClass: 1, classesPerBatch: 2 },
    epochs: 4,
    steps: 40,
    optimizer,
    schedule: { kind: 'cosine' },
    learningRate: 0.1,
    augmentation: 'none',
    seed: 3,
    engine: 'reference',
    precision: 'f32',
    threads: 1,
    dataset: 'pets',
    trainingImages: 20,
  },
};

/** A reader of one file of the checkpoint; the others are whole. */
function readerOf(name: string, mutated: string): FuzzedReader {
  const whole = new Map<string, Promise<void>>();
  return {
    name,
    text: mutated === CHECKPOINT_FILE,
    async samples() {
      return inTemporaryFolder(async (folder) => {
        await writeCheckpoint(folder, checkpoint);
        return [await readFile(join(folder, mutated))];
      });
    },
    async read(bytes, folder) {
      const own = join(folder, name);
      if (!whole.has(own))
        whole.set(
          own,
          mkdir(own).then(() => writeCheckpoint(own, checkpoint)),
        );
      await whole.get(own);
      await writeFile(join(own, mutated), bytes);
      const read = await readCheckpoint(own);
      const values = [...read.state.values()];
      expectRight(
        values.every(({ shape, data }) => shape.reduce((all, each) => all * each, 1) === data.length),
        'shapes',
      );
      expectRight(
        values.every(({ data }) => data.every(Number.isFinite)),
        'finite values',
      );
      if (Buffer.compare(bytes, (await this.samples())[0]!) !== 0) return;
      expectRight(
        read.classNames.join() === 'cat,dog' && read.population?.size === batchNorms(network).length,
        'the checkpoint',
      );
    },
  };
}

export const checkpointDocument = readerOf('checkpoint', CHECKPOINT_FILE);
export const safetensors = readerOf('safetensors', STATE_FILE);

/** The error curves beside a checkpoint. */
export const curves: FuzzedReader = {
  name: 'curves',
  async samples() {
    return inTemporaryFolder(async (folder) => {
      const rows = Array.from({ length: 12 }, (_, epoch) => ({
        epoch: epoch + 1,
        learningRate: 0.1,
        loss: 1 / (epoch + 1),
        trainError: 0.5,
        errorStandardRunning: epoch % 2 === 0 ? NaN : 0.25,
        errorBalancedBatch: 0.125,
      }));
      await writeCurves(folder, rows);
      const several = await readFile(join(folder, CURVES_FILE));
      await writeCurves(folder, []);
      return [several, await readFile(join(folder, CURVES_FILE))];
    });
  },
  async read(bytes, folder) {
    await writeFile(join(folder, CURVES_FILE), bytes);
    const rows = await readCurves(folder);
    expectRight(rows.length * 44 <= bytes.length, 'as many rows as the file has bytes for');
    expectRight(
      rows.every((row) => Object.values(row).every((value) => typeof value === 'number')),
      'numbers',
    );
    expectRight(
      rows.every(({ epoch }) => Number.isInteger(epoch)),
      'whole epochs',
    );
  },
};
