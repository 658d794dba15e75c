import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import { readCheckpoint, readCurves } from '@batchmates/checkpoint';
import { copyState, type TrainingEngine, type TrainingProgram } from '@batchmates/engine';
import { referenceEngine } from '@batchmates/engine/testing';
import { temporaryFolder, type StageRun } from '@batchmates/stage/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { train } from '../src/index.ts';
import { runTrain } from './support/run-train.ts';
import { stripes } from './support/stripes.ts';

type Params = z.input<typeof train.params>;

const tiny = {
  network: 'cifar-resnet-8',
  width: 2,
  crop: 8,
  epochs: 3,
  learningRate: 0.05,
  augmentation: { kind: 'scale-crop', flip: false },
  evaluateEvery: 2,
} satisfies Params;

let dataset: Artifact;

beforeAll(async () => {
  dataset = await stripes({ train: [14, 14, 14], test: [6, 6, 6] });
});

describe.each(['standard', 'balanced'])('%s batches', (batching) => {
  let run: StageRun;

  beforeAll(async () => {
    run = await runTrain(dataset, { params: { ...tiny, batching } });
  });

  test('make the loss fall', async () => {
    const losses = (await readCurves(run.artifact.directory)).map(({ loss }) => loss);
    expect(losses).toHaveLength(3);
    expect(losses.at(-1)).toBeLessThan(0.8 * losses[0]!);
  });

  test('leave a checkpoint that says how it was made', async () => {
    const { training, crop, network, classNames } = await readCheckpoint(run.artifact.directory);
    expect(training).toMatchObject({
      batching: { kind: batching, remainder: batching === 'balanced' ? 'wrap' : 'drop', rank: 0, world: 1 },
      strategy: batching,
      batchSize: 3,
      epochs: 3,
      steps: 42,
      engine: 'reference',
      precision: 'f32',
      trainingImages: 42,
      dataset: 'stripes',
    });
    expect(crop).toEqual({ height: 8, width: 8 });
    expect(network.input).toEqual({ height: 8, width: 8, channels: 3 });
    expect(classNames).toEqual(['horizontal', 'vertical', 'diagonal']);
  });

  test('give test errors every second epoch and after the last', async () => {
    const rows = await readCurves(run.artifact.directory);
    expect(rows.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    for (const key of ['errorStandardRunning', 'errorBalancedBatch'] as const) {
      expect(rows[0]![key]).toBeNaN();
      for (const row of rows.slice(1)) expect(row[key] * 18).toBeCloseTo(Math.round(row[key] * 18), 9);
    }
  });

  test('report their speed and how long the engine waited', () => {
    expect(run.report).toMatchObject({
      images: 126,
      steps: 42,
      engine: { name: 'reference' },
      resumedAfter: { epochs: 0, steps: 0 },
    });
    expect(run.report['imagesPerSecond']).toBeGreaterThan(0);
    const { waitedShare, waitedMs, trainingMs } = run.report as Record<string, number>;
    expect(waitedShare).toBeCloseTo(waitedMs! / trainingMs!, 6);
  });
});

describe('an interrupted run', () => {
  const params = {
    ...tiny,
    batching: 'balanced',
    optimizer: { kind: 'rmsprop', start: 'bias-corrected', momentum: 0.5 },
    learningRate: 0.005,
    schedule: { kind: 'one-cycle' },
  } satisfies Params;

  /** A run that is stopped after `images` images; gives its scratch folder. */
  const stopped = async (images: number): Promise<string> => {
    const scratch = await temporaryFolder();
    const control = new AbortController();
    const broken = runTrain(dataset, {
      params,
      scratch,
      signal: control.signal,
      onAdvance: (advanced) => advanced === images && control.abort(new Error('stop')),
    });
    await expect(broken).rejects.toThrow('stop');
    return scratch;
  };

  /** A run that fails at training step `step` (from 0), as a killed one would end; gives its scratch folder. */
  const killed = async (step: number, { checkpointEvery }: Pick<Params, 'checkpointEvery'>) => {
    const scratch = await temporaryFolder();
    const broken = runTrain(dataset, {
      params: { ...params, checkpointEvery },
      scratch,
      onAdvance: (advanced) => {
        if (advanced === 3 * step) throw new Error('killed');
      },
    });
    await expect(broken).rejects.toThrow('killed');
    return scratch;
  };

  /** Changes a bit of the state that was saved after `steps` steps. */
  const damage = async (scratch: string, steps: number): Promise<void> => {
    const file = join(scratch, `step-${steps}`, 'state.safetensors');
    const bytes = await readFile(file);
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(file, bytes);
  };

  let whole: StageRun;

  beforeAll(async () => {
    whole = await runTrain(dataset, { params });
  });

  // An epoch has 14 steps of 3 images; it ends in tests after the second.
  test.each([
    ['in its first epoch', 9, [3], '3 steps', { epochs: 0, steps: 3 }],
    ['in its second epoch', 54, [14, 18], '1 epoch and 4 steps', { epochs: 1, steps: 18 }],
    ['at the end of an epoch', 84, [14, 28], '1 epoch and 14 steps', { epochs: 1, steps: 28 }],
  ])(
    'that is stopped %s goes on after its last step, to the same bytes',
    async (_, images, kept, place, resumedAfter) => {
      const scratch = await stopped(images);
      expect((await readdir(scratch)).toSorted()).toEqual(kept.map((steps) => `step-${steps}`));
      const resumed = await runTrain(dataset, { params, scratch });
      expect(resumed.notes).toContain(`going on after ${place} of an interrupted run`);
      const { steps } = resumedAfter;
      expect(resumed.report).toMatchObject({ images: 126 - 3 * steps, steps: 42 - steps, resumedAfter });
      expect(resumed.advanced).toBe(126 - 3 * steps);
      expect(resumed.artifact.identity).toBe(whole.artifact.identity);
    },
  );

  test('that is killed goes on after its last whole epoch, or where it was saved since, to the same bytes', async () => {
    const epochs = await killed(20, { checkpointEvery: 60 });
    expect(await readdir(epochs)).toEqual(['step-14']);
    const afterEpoch = await runTrain(dataset, { params, scratch: epochs });
    expect(afterEpoch.report).toMatchObject({ steps: 28, resumedAfter: { epochs: 1, steps: 14 } });
    expect(afterEpoch.artifact.identity).toBe(whole.artifact.identity);

    // Saved after each step. The step that failed was not.
    const steps = await killed(20, { checkpointEvery: 1e-9 });
    expect((await readdir(steps)).toSorted()).toEqual(['step-18', 'step-19']);
    const afterStep = await runTrain(dataset, { params, scratch: steps });
    expect(afterStep.report).toMatchObject({ steps: 23, resumedAfter: { epochs: 1, steps: 19 } });
    expect(afterStep.artifact.identity).toBe(whole.artifact.identity);
  });

  test('goes on from the save before when the last one was damaged, and from the start when both were', async () => {
    const scratch = await killed(20, { checkpointEvery: 1e-9 });
    await damage(scratch, 19);
    const earlier = await runTrain(dataset, { params, scratch });
    const damaged: unknown = expect.stringMatching(
      /^what was saved of an interrupted run is damaged: .*state\.safetensors: expected sha256 /,
    );
    expect(earlier.notes.slice(2, 4)).toEqual([
      damaged,
      'going on after 1 epoch and 4 steps of an interrupted run',
    ]);
    expect(earlier.artifact.identity).toBe(whole.artifact.identity);

    const lost = await killed(20, { checkpointEvery: 1e-9 });
    await damage(lost, 19);
    await damage(lost, 18);
    const again = await runTrain(dataset, { params, scratch: lost });
    expect(again.notes.slice(2, 5)).toEqual([damaged, damaged, 'starting again: nothing else was saved']);
    expect(again.report).toMatchObject({ images: 126, resumedAfter: { epochs: 0, steps: 0 } });
    expect(again.artifact.identity).toBe(whole.artifact.identity);
  });
});

describe('is refused before it starts', () => {
  const refuse = async (params: Record<string, unknown>) => {
    const run = runTrain(dataset, { params: { ...tiny, ...params } });
    return run.then(
      () => 'accepted',
      (error: unknown) => (error as Error).message,
    );
  };

  test.each([
    [
      'a batch size that is not the number of classes',
      { batching: 'balanced', batchSize: 4 },
      'option batchSize under balanced batching: expected 3 (1 per class, 3 classes), received 4; change batchSize, samplesPerClass or classesPerBatch',
    ],
    [
      'an unknown strategy',
      { batching: 'balancd' },
      'unknown batching strategy "balancd": expected one of standard, sequential, balanced, or a ./file.ts; did you mean "balanced"?',
    ],
    [
      'an unknown option',
      { batching: { kind: 'standard', remainder: 'keep', size: 3 } },
      expect.stringMatching(
        /^with\.batching\.remainder: received .*\nwith\.batching: received Unrecognized key: "size"$/,
      ),
    ],
    [
      'a batch size in the wrong place',
      { batching: { kind: 'standard', batchSize: 3 } },
      'with.batching: received Unrecognized key: "batchSize"',
    ],
    [
      'a batch larger than the split',
      { batchSize: 43 },
      'training: batchSize under batching "standard": expected at most the 42 images of split train, received 43, which leaves no batch',
    ],
    [
      'a crop larger than the images',
      { crop: 11 },
      'training: crop: expected at most 10, the side of the stored images, received 11',
    ],
    ['an unknown network', { network: 'resnet' }, expect.stringContaining('expected one of cifar-resnet-8')],
    ['an unknown engine', { engine: 'gpu' }, 'engine "gpu": expected auto, reference'],
  ])('%s', async (_, params, message) => {
    expect(await refuse(params)).toEqual(message);
  });

  test('a test split without images of some class', async () => {
    const lacking = await stripes({ train: [2, 2, 2], test: [2, 0, 2] });
    const refused = expect(runTrain(lacking, { params: tiny })).rejects;
    await refused.toThrow(
      /^curves of the test error, in balanced batches: balanced batches of 3 classes: expected at least one image of every class, received none of class 1.*evaluateEvery: 0$/,
    );
  });

  test('fewer test images of a class than the balanced batches of the curves have', async () => {
    const few = await stripes({ train: [6, 6, 6], test: [2, 2, 2] });
    const params = { ...tiny, batching: { kind: 'balanced', samplesPerClass: 3 } };
    await expect(runTrain(few, { params })).rejects.toThrow(
      /^curves of the test error, in balanced batches: .*expected at most 2, .*received 3.*evaluateEvery: 0$/,
    );
    await expect(runTrain(few, { params: { ...params, evaluateEvery: 0 } })).resolves.toBeDefined();
  });
});

test('a loss that is no number stops it with advice', async () => {
  const run = runTrain(dataset, { params: { ...tiny, learningRate: 1e30 } });
  await expect(run).rejects.toThrow(
    /^training diverged in epoch 1, step \d+, at learning rate \S+: expected a finite loss, received (NaN|Infinity); lower learningRate/,
  );
});

test('a parameter or statistic that is no number stops it before anything is written, whatever the loss', async () => {
  const scratch = await temporaryFolder();
  const params = { ...tiny, evaluateEvery: 1 };
  const run = runTrain(dataset, { params, engine: withBrokenState('stem.bn.running_var'), scratch });
  await expect(run).rejects.toThrow(
    /^training diverged in epoch 1: expected finite numbers, received 1 value that is no finite number in stem\.bn\.running_var; lower learningRate/,
  );
  expect(await readdir(scratch)).toEqual([]);
});

test('a loss from which no network comes back stops it, finite or not', async () => {
  const run = runTrain(dataset, { params: tiny, engine: withLoss(1e4) });
  await expect(run).rejects.toThrow(
    /^training diverged in epoch 1: expected a mean loss of some 1\.1 \(guessing\) or less, received 1\.00e\+4; /,
  );
});

test('a batch norm that gets one value per channel is refused, as by PyTorch', async () => {
  const params = { ...tiny, crop: 2, batching: { kind: 'standard' }, batchSize: 1 };
  await expect(runTrain(dataset, { params })).rejects.toMatchObject({ code: 'engine/one-value' });
});

test('the share of one process among several is refused: nobody trains on the others', async () => {
  const params = { ...tiny, batching: { kind: 'standard', world: 2, rank: 1 } };
  await expect(runTrain(dataset, { params })).rejects.toThrow(
    /^option world: expected 1, .*received 2 \(rank 1\)/,
  );
});

/** The reference engine, whose training programs report a state with one NaN. */
function withBrokenState(tensor: string): TrainingEngine {
  return wrapped((program) => ({
    ...program,
    async readState() {
      const state = copyState(await program.readState());
      state.get(tensor)!.data[0] = NaN;
      return state;
    },
  }));
}

/** The reference engine, whose training steps report a loss. */
function withLoss(loss: number): TrainingEngine {
  return wrapped((program) => ({
    ...program,
    trainStep: async (...batch) => ({ ...(await program.trainStep(...batch)), loss }),
  }));
}

function wrapped(change: (program: TrainingProgram) => TrainingProgram): TrainingEngine {
  return {
    ...referenceEngine,
    compileTraining: async (network, options) =>
      change(await referenceEngine.compileTraining(network, options)),
  };
}
