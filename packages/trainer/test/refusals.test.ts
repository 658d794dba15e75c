import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeArtifact, type Artifact } from '@batchmates/artifact';
import { readCheckpoint, readCurves, writeCheckpoint, writeCurves } from '@batchmates/checkpoint';
import { temporaryFolder } from '@batchmates/stage/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { trainParams } from '../src/index.ts';
import { latestRun, saveRun, type SavedRun } from '../src/saved-run.ts';
import { greys, type Grey } from './support/greys.ts';
import { runTrain } from './support/run-train.ts';
import { logitsOf, scriptedEngine, type Script } from './support/scripted-engine.ts';

const train: readonly Grey[] = [0, 1, 2, 0, 1, 2, 0, 1].map((label, index) => ({
  label,
  grey: 10 + 20 * index,
}));
const tiny = {
  network: 'cifar-resnet-8',
  width: 2,
  epochs: 2,
  evaluateEvery: 0,
  augmentation: 'none',
} as const;
const right: Script = { train: (_, __, labels) => ({ loss: 1, logits: logitsOf(labels) }) };

describe('what cannot be trained is refused with a code before the engine compiles', () => {
  test.each([
    [
      { batchSize: 9 },
      'trainer/no-batches',
      'training: batchSize under batching "standard": expected at most the 8 images of split train, received 9, which leaves no batch',
    ],
    [
      { batching: { kind: './fixture/uneven.ts', from: 0 }, batchSize: 2 },
      'trainer/batch-length',
      'training: batch 3 of batching "./fixture/uneven.ts": expected batchSize (2) images, received 1; training batches are all of one size: mend the strategy or set remainder to drop',
    ],
    [
      { crop: 5 },
      'trainer/crop',
      'training: crop: expected at most 4, the side of the stored images, received 5',
    ],
  ])('%j', async (params, code, message) => {
    const { engine, asked } = scriptedEngine(right);
    const dataset = await greys({ train, test: [] });
    const run = runTrain(dataset, {
      engine,
      pipelineDirectory: import.meta.dirname,
      params: { ...tiny, ...params },
    });
    await expect(run).rejects.toMatchObject({ code, message });
    expect(asked.compiled).toEqual([]);
  });

  test('a batch that is short in a later epoch only, when that epoch comes', async () => {
    const { engine, asked } = scriptedEngine(right);
    const scratch = await temporaryFolder();
    const run = runTrain(await greys({ train, test: [] }), {
      engine,
      scratch,
      pipelineDirectory: import.meta.dirname,
      params: { ...tiny, epochs: 3, batching: { kind: './fixture/uneven.ts', from: 2 }, batchSize: 2 },
    });
    await expect(run).rejects.toMatchObject({ code: 'trainer/batch-length' });
    expect(asked.learningRates).toHaveLength(8);
    expect(asked.disposed).toBe(1);
  });
});

describe('params', () => {
  const accepts = (params: object) =>
    trainParams.safeParse({ network: 'cifar-resnet-8', epochs: 1, ...params }).success;

  test('have the defaults of the documentation', () => {
    expect(trainParams.parse({ network: 'cifar-resnet-8', epochs: 1 })).toEqual({
      network: 'cifar-resnet-8',
      norm: { kind: 'batch', epsilon: 1e-5, momentum: 0.1 },
      batching: { kind: 'standard' },
      stepsPerEpoch: 'batching',
      epochs: 1,
      checkpointEvery: 5,
      optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4 },
      learningRate: 0.02,
      schedule: { kind: 'cosine', final: 0, warmup: 0 },
      augmentation: { kind: 'scale-crop', scale: [0.9, 1.1], flip: true, colour: 0.1 },
      evaluateEvery: 1,
      engine: 'auto',
      precision: 'auto',
      threads: 1,
      seed: 0,
    });
  });

  test.each([
    [{ epochs: 0 }, false],
    [{ epochs: 1.5 }, false],
    [{ learningRate: 0 }, false],
    [{ learningRate: 1e-9 }, true],
    [{ evaluateEvery: -1 }, false],
    [{ evaluateEvery: 0 }, true],
    [{ evaluateEvery: 0.5 }, false],
    [{ evaluateEvery: [1] }, true],
    [{ evaluateEvery: [2, 3, 10] }, true],
    [{ evaluateEvery: [] }, false],
    [{ evaluateEvery: [0, 1] }, false],
    [{ evaluateEvery: [1, 1] }, false],
    [{ evaluateEvery: [2, 1] }, false],
    [{ evaluateEvery: [1.5] }, false],
    [{ curveImages: 0 }, false],
    [{ threads: 0 }, false],
    [{ threads: 'all' }, true],
    [{ threads: 'some' }, false],
    [{ precision: 'bf16' }, true],
    [{ precision: 'f32' }, true],
    [{ precision: 'f16' }, false],
    [{ seed: 0.5 }, false],
    [{ seed: -3 }, true],
    [{ shortcut: 'pad' }, true],
    [{ shortcut: 'none' }, false],
    [{ batchsize: 2 }, false],
    [{ schedule: { kind: 'step', factor: 0 } }, false],
    [{ schedule: { kind: 'step', at: [-0.1] } }, false],
    [{ schedule: { kind: 'constant', warmup: 1 } }, true],
    [{ schedule: { kind: 'constant', warmup: 1.1 } }, false],
    [{ schedule: { kind: 'one-cycle', start: 1, final: 1 } }, true],
    [{ schedule: { kind: 'one-cycle', start: 1.5 } }, false],
    [{ schedule: { kind: 'constant', final: 1 } }, false],
    [{ schedule: { kind: 'step', final: 1 } }, false],
    [{ schedule: { kind: 'one-cycle', at: [0.5] } }, false],
  ])('%j are accepted: %s', (params, accepted) => {
    expect(accepts(params)).toBe(accepted);
  });
});

describe('an interrupted run', () => {
  let dataset: Artifact;
  let scratch: string;
  let saved: SavedRun;
  const params = { ...tiny, batchSize: 4, learningRate: 1 };
  const options = () => ({
    scratch,
    params: { ...params, schedule: { kind: 'step' as const, at: [0.6] } },
  });

  beforeAll(async () => {
    dataset = await greys({ train, test: [] });
    scratch = await temporaryFolder();
    const { engine } = scriptedEngine({
      train(step, images, labels) {
        if (step === 3) throw new Error('stop');
        return right.train(step, images, labels);
      },
    });
    await expect(runTrain(dataset, { engine, ...options() })).rejects.toThrow('stop');
    expect(await readdir(scratch)).toEqual(['step-2']);
    saved = (await latestRun(scratch)).run!;
  });

  test('goes on after its last epoch where the engine computes alike, else from the start, and says so', async () => {
    const alike = scriptedEngine(right);
    const second = await runTrain(dataset, { engine: alike.engine, ...options() });
    expect(second.notes[1]).toBe('going on after 1 epoch of an interrupted run');
    // The steps of the second epoch: places 5/8 and 7/8 of the training.
    expect(alike.asked.learningRates).toEqual([0.1, 0.1]);
    expect(second.report).toMatchObject({ steps: 2, images: 8, resumedAfter: { epochs: 1, steps: 2 } });
    expect(second.advanced).toBe(8);
    const { training } = await readCheckpoint(second.artifact.directory);
    expect(training).toMatchObject({ epochs: 2, steps: 4 });
    expect((await readCurves(second.artifact.directory)).map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(await readdir(scratch)).toEqual(['step-2', 'step-4']);

    const other = scriptedEngine(right, { precisions: ['bf16'], threads: 2 });
    const third = await runTrain(dataset, { engine: other.engine, ...options() });
    expect(third.notes[1]).toBe(
      'an interrupted run of 2 epochs used reference in f32 on 1 thread; starting again with reference in bf16 on 2 threads',
    );
    expect(other.asked.learningRates).toEqual([1, 1, 0.1, 0.1]);
    expect(third.report).toMatchObject({ steps: 4, resumedAfter: { epochs: 0, steps: 0 } });
  });

  test('keeps two runs: those of most steps, beside which other files may lie', async () => {
    const { rows } = saved;
    const after = (steps: number): SavedRun => {
      const training = { ...saved.checkpoint.training, steps };
      return { checkpoint: { ...saved.checkpoint, training }, rows, underWay: undefined };
    };
    const kept = await temporaryFolder();
    expect(await latestRun(kept)).toEqual({ run: undefined, damaged: [] });
    await writeFile(join(kept, 'notes.txt'), 'kept');
    for (const [steps, names] of [
      [8, ['notes.txt', 'step-8']],
      [9, ['notes.txt', 'step-8', 'step-9']],
      [10, ['notes.txt', 'step-10', 'step-9']],
    ] as const) {
      await saveRun(kept, after(steps));
      expect(await latestRun(kept)).toEqual({ run: after(steps), damaged: [] });
      expect((await readdir(kept)).toSorted()).toEqual(names);
    }
  });

  test('a saved run that was imported is not gone on from', async () => {
    const kept = await temporaryFolder();
    await saveRun(kept, { ...saved, underWay: undefined });
    const [name] = await readdir(kept);
    const folder = join(kept, name!);
    const training = {
      imported: { architecture: 'resnet-18', file: 'a.safetensors', sha256: '0'.repeat(64) },
    };
    const manifest = {
      type: 'training-run',
      stage: 'trainer/train',
      instance: name!,
      variant: {},
      params: {},
      inputs: {},
    };
    await rm(folder, { recursive: true });
    await writeArtifact({ directory: folder, manifest }, async (output) => {
      await writeCheckpoint(output, { ...saved.checkpoint, training });
      await writeCurves(output, saved.rows);
    });
    expect(await latestRun(kept)).toMatchObject({
      run: undefined,
      damaged: [{ code: 'checkpoint/imported' }],
    });
  });

  test('gives back what an epoch under way has done, to the last bit', async () => {
    const underWay = { steps: 3, images: 12, losses: 0.1 + 0.2, errors: 5, learningRate: 0.02 / 3 };
    const kept = await temporaryFolder();
    await saveRun(kept, { ...saved, underWay });
    expect((await latestRun(kept)).run).toEqual({ ...saved, underWay });
  });
});
