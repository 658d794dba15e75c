import { readCheckpoint, readCurves, type EpochRow } from '@batchmates/checkpoint';
import type { StageRun } from '@batchmates/stage/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { greyReader, greys, type Grey } from './support/greys.ts';
import { runTrain } from './support/run-train.ts';
import { logitsOf, scriptedEngine, type Script } from './support/scripted-engine.ts';

const train: readonly Grey[] = [0, 1, 2, 0, 1, 2, 0, 1, 2].map((label, index) => ({
  label,
  grey: 10 + 20 * index,
}));

// Six images of class 0, three of class 1, three of class 2.
const tested: readonly Grey[] = [0, 1, 0, 2, 0, 1, 0, 2, 0, 1, 0, 2].map((label, index) => ({
  label,
  grey: 15 + 20 * index,
}));

const read = greyReader(train);
const labels = new Map([...train, ...tested].map(({ grey, label }) => [grey, label]));
const labelOf = (grey: number) => labels.get(grey)!;

const tiny = { network: 'cifar-resnet-8', width: 2, batchSize: 3, augmentation: 'none' } as const;

/** Runs `trainer/train` on the greys with an engine of known answers; notes what it was shown. */
async function run(script: Script, params: NonNullable<Parameters<typeof runTrain>[1]['params']>) {
  const shown: (readonly [grey: number, label: number])[] = [];
  const singles: number[] = [];
  const { engine, asked } = scriptedEngine({
    train(step, images, given) {
      shown.push(...read(images).map((grey, image) => [grey, given[image]!] as const));
      return script.train(step, images, given);
    },
    test(images, statistics) {
      if (statistics === 'running') singles.push(...read(images));
      return script.test!(images, statistics);
    },
  });
  const dataset = await greys({ train, test: tested });
  const begun = performance.now();
  const stage: StageRun = await runTrain(dataset, { engine, params });
  const rows = await readCurves(stage.artifact.directory);
  return { ...stage, rows, asked, shown, singles, wall: performance.now() - begun };
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const errors = (row: EpochRow | undefined) => [row?.errorStandardRunning, row?.errorBalancedBatch];

describe('three epochs of three steps, tested after every second and after the last', () => {
  const losses = [1, 2, 6, 0.5, 0.25, 0.75, 4, 5, 6];
  // How many images of each batch of three are answered wrongly.
  const wrong = [3, 1, 0, 1, 0, 1, 2, 2, 3];
  let done: Awaited<ReturnType<typeof run>>;

  beforeAll(async () => {
    done = await run(
      {
        async train(step, _, given) {
          await wait(10);
          const answers = given.map((label, image) => (image < wrong[step]! ? (label + 1) % 3 : label));
          return { loss: losses[step]!, logits: logitsOf(answers) };
        },
        // Single images: class 2 is taken for class 0. Balanced batches: the last two images of class 0 are taken for class 1.
        async test(images, statistics) {
          await wait(15);
          return read(images).map((grey) => {
            const label = labelOf(grey);
            if (statistics === 'running') return label === 2 ? 0 : label;
            return label === 0 && grey >= 175 ? 1 : label;
          });
        },
      },
      { ...tiny, epochs: 3, evaluateEvery: 2, learningRate: 0.2, schedule: { kind: 'cosine', final: 0.1 } },
    );
  });

  test('take their learning rates from the schedule over all epochs, at the middle of each step', () => {
    // The middles are at 1/18, 3/18, ... 17/18 of the training, in degrees of the half circle; 0.2 * (0.1 + 0.45 * (1 + cos)).
    const cosines = [10, 30, 50, 70, 90, 110, 130, 150, 170].map((degrees) =>
      Math.cos((degrees / 180) * Math.PI),
    );
    const expected = cosines.map((cosine): unknown => expect.closeTo(0.02 + 0.09 * (1 + cosine), 12));
    expect(done.asked.learningRates).toEqual(expected);
    // A row of the curves has the rate of the epoch's last step.
    expect(done.rows.map(({ learningRate }) => learningRate)).toEqual([
      expected[2],
      expected[5],
      expected[8],
    ]);
  });

  test('leave mean losses, and shares of images answered wrongly in training and in both tests', () => {
    expect(done.rows).toMatchObject([
      { epoch: 1, loss: 3, trainError: 4 / 9 },
      { epoch: 2, loss: 0.5, trainError: 2 / 9 },
      { epoch: 3, loss: 5, trainError: 7 / 9 },
    ]);
    const known = [3 / 12, 2 / 12];
    expect(done.rows.map(errors)).toEqual([[NaN, NaN], known, known]);
  });

  test('are described epoch by epoch', () => {
    expect(done.notes).toEqual([
      'engine: reference in f32 (float64 loops in TypeScript): first choice',
      'epoch 1/3: loss 3.000, training error 44.4 %',
      'epoch 2/3: loss 0.500, training error 22.2 %; test error 25.0 % single, 16.7 % balanced',
      'epoch 3/3: loss 5.000, training error 77.8 %; test error 25.0 % single, 16.7 % balanced',
    ]);
  });

  test('show every image once an epoch with its own label, in another order each time', () => {
    const epochs = [0, 9, 18].map((begin) => done.shown.slice(begin, begin + 9));
    const expected = train.map(({ grey, label }) => [grey, label]);
    for (const epoch of epochs) expect(epoch.toSorted(([a], [b]) => a - b)).toEqual(expected);
    expect(new Set(epochs.map((epoch) => epoch.join(' '))).size).toBe(3);
  });

  test('cost images, steps, and time in training and in tests', () => {
    const { report, advanced, wall } = done;
    const { trainingMs, testingMs, imagesPerSecond, waitedMs, waitedShare } = report as Record<
      string,
      number
    >;
    expect(report).toMatchObject({
      images: 27,
      steps: 9,
      resumedAfter: { epochs: 0, steps: 0 },
      precision: 'f32',
      threads: 1,
    });
    expect(advanced).toBe(27);
    // Nine steps of 10 ms; each test has four single batches and as many balanced ones as class 0 has images, of 15 ms.
    // A timer may end a little early.
    expect(trainingMs).toBeGreaterThan(80);
    expect(testingMs).toBeGreaterThan(2 * 10 * 14);
    expect(trainingMs! + testingMs!).toBeLessThan(wall);
    expect(imagesPerSecond).toBeCloseTo((1000 * 27) / trainingMs!, 9);
    expect(waitedMs).toBeGreaterThan(0);
    expect(waitedMs).toBeLessThan(wall);
    expect(waitedShare).toBeCloseTo(waitedMs! / trainingMs!, 12);
  });
});

const right: Script = {
  train: (_, __, given) => ({ loss: 1, logits: logitsOf(given) }),
  // Images of class 0 are taken for class 1.
  test: (images) => read(images).map((grey) => labelOf(grey) || 1),
};

test.each([
  [1, [1, 2, 3, 4, 5]],
  [2, [2, 4, 5]],
  [
    [1, 3],
    [1, 3, 5],
  ],
  [[5], [5]],
  [0, []],
])('evaluateEvery: %j tests five epochs after %j', async (evaluateEvery, epochs) => {
  const { rows } = await run(right, { ...tiny, epochs: 5, evaluateEvery });
  const seen = rows.filter(({ errorBalancedBatch }) => Number.isFinite(errorBalancedBatch));
  expect(seen.map(({ epoch }) => epoch)).toEqual(epochs);
});

describe('curveImages', () => {
  const counts = (seen: readonly number[]) =>
    [0, 1, 2].map((label) => seen.filter((grey) => labelOf(grey) === label).length);
  let five: Awaited<ReturnType<typeof run>>;

  beforeAll(async () => {
    five = await run(right, {
      ...tiny,
      epochs: 3,
      evaluateEvery: 5,
      curveImages: 5,
      seed: 1,
      learningRate: 4,
      schedule: { kind: 'step', at: [0.5], factor: 0.25 },
    });
  });

  test('are as many of each class as its share of the split, in its order, of which errors are shares', () => {
    // 2.5, 1.25 and 1.25 images, rounded.
    expect(counts(five.singles)).toEqual([3, 1, 1]);
    expect(five.singles).toEqual([...new Set(five.singles)].toSorted((a, b) => a - b));
    expect(five.rows.map(errors)).toEqual([
      [NaN, NaN],
      [NaN, NaN],
      [3 / 5, 3 / 5],
    ]);
  });

  test('are one of each class at least, and others under another seed', async () => {
    const { singles, rows } = await run(
      { ...right, train: () => ({ loss: 1, logits: new Float32Array(9) }) },
      { ...tiny, epochs: 1, curveImages: 1, seed: 4 },
    );
    expect(counts(singles)).toEqual([1, 1, 1]);
    expect(rows.map(errors)).toEqual([[1 / 3, 1 / 3]]);
    expect(singles.every((grey) => five.singles.includes(grey))).toBe(false);
    // Of equal logits the first is the answer: class 0, which is right for three of the nine images.
    expect(rows[0]?.trainError).toBe(6 / 9);
  });

  test('are as many of each class as a balanced batch has, at least', async () => {
    const { singles } = await run(
      { ...right, train: () => ({ loss: 1, logits: new Float32Array(18) }) },
      {
        ...tiny,
        batching: { kind: 'balanced', samplesPerClass: 2 },
        batchSize: 6,
        epochs: 1,
        curveImages: 1,
      },
    );
    expect(counts(singles)).toEqual([2, 2, 2]);
  });

  test('leave the learning rate alone, which falls within an epoch where the schedule says so', () => {
    // The middle of the fifth of nine steps is half of the training.
    expect(five.asked.learningRates).toEqual([4, 4, 4, 4, 1, 1, 1, 1, 1]);
  });
});

test('both arms take the steps of the standard one where that is asked', async () => {
  const stepsOf = async (batching: string, stepsPerEpoch: 'batching' | 'standard') => {
    // Three images of classes 0 and 1, two of class 2.
    const dataset = await greys({ train: train.slice(0, 8), test: [] });
    const params = { ...tiny, batching: { kind: batching }, stepsPerEpoch, epochs: 2, evaluateEvery: 0 };
    const { artifact } = await runTrain(dataset, { engine: scriptedEngine(right).engine, params });
    const { training } = await readCheckpoint(artifact.directory);
    return 'imported' in training ? undefined : training.steps;
  };
  expect(await stepsOf('balanced', 'batching')).toBe(6);
  expect(await stepsOf('balanced', 'standard')).toBe(4);
  expect(await stepsOf('standard', 'standard')).toBe(4);
});

test('batches that are small because nobody chose their size are said to be', async () => {
  const notesOf = async (params: object) => {
    const dataset = await greys({ train, test: [] });
    const { batchSize: _, ...others } = { ...tiny, epochs: 1, evaluateEvery: 0 };
    const { notes } = await runTrain(dataset, {
      engine: scriptedEngine(right).engine,
      params: { ...others, ...params },
    });
    return notes.filter((note) => note.startsWith('batchSize'));
  };
  expect(await notesOf({})).toEqual([
    'batchSize: 3 by default: batches below 16 images cost accuracy by themselves; set batchSize (both arms alike) to leave that out',
  ]);
  expect(await notesOf({ batchSize: 3 })).toEqual([]);
  expect(await notesOf({ norm: { kind: 'group', groups: 1 } })).toEqual([]);
});

test('what was asked is what the engine compiles, and what the checkpoint says', async () => {
  const { engine, asked } = scriptedEngine(
    { train: (_, __, given) => ({ loss: 1, logits: logitsOf(given) }) },
    { precisions: ['f32', 'bf16'], threads: 2 },
  );
  const optimizer = { kind: 'rmsprop', decay: 0.9, momentum: 0.3, epsilon: 0.01, weightDecay: 0.2 } as const;
  // Without curves no test images are needed.
  const { artifact, report } = await runTrain(await greys({ train, test: [] }), {
    engine,
    params: {
      network: 'cifar-resnet-8',
      epochs: 1,
      evaluateEvery: 0,
      width: 4,
      shortcut: 'projection',
      norm: { kind: 'group', groups: 2, epsilon: 0.001 },
      crop: 3,
      resolution: 5,
      batching: { kind: 'balanced', samplesPerClass: 2, classesPerBatch: 2 },
      augmentation: 'none',
      optimizer,
      learningRate: 0.125,
      schedule: { kind: 'constant', warmup: 0.5 },
      threads: 2,
      precision: 'bf16',
      seed: 7,
    },
  });
  expect(asked.compiled).toHaveLength(1);
  const { network, options } = asked.compiled[0]!;
  const completed = { ...optimizer, start: 'ones' };
  expect(options).toEqual({ batchSize: 4, precision: 'bf16', threads: 2, optimizer: completed, seed: 7 });
  expect(network).toMatchObject({
    name: 'cifar-resnet-8',
    input: { height: 5, width: 5, channels: 3 },
    classes: 3,
  });
  const layers = new Map(network.layers.map((layer) => [layer.name, layer]));
  expect(layers.get('stem.conv')).toMatchObject({ channels: 4 });
  expect(layers.get('stem.gn')).toMatchObject({ groups: 2, epsilon: 0.001 });
  expect(layers.has('stage2.block1.shortcut.conv')).toBe(true);
  const { training, crop, normalisation, classNames } = await readCheckpoint(artifact.directory);
  const composition = { kind: 'balanced', samplesPerClass: 2, classesPerBatch: 2 };
  expect(training).toEqual({
    batching: { ...composition, remainder: 'wrap', rank: 0, world: 1 },
    strategy: 'balanced',
    batchSize: 4,
    composition,
    epochs: 1,
    // Nine images, four at a time, the last batch filled up.
    steps: 3,
    optimizer: completed,
    schedule: { kind: 'constant', warmup: 0.5 },
    learningRate: 0.125,
    augmentation: 'none',
    seed: 7,
    engine: 'reference',
    precision: 'bf16',
    threads: 2,
    dataset: 'greys',
    trainingImages: 9,
  });
  expect(crop).toEqual({ height: 3, width: 3, resolution: { height: 5, width: 5 } });
  expect(classNames).toEqual(['dark', 'middle', 'light']);
  // Greys 10, 30, ... 170: the mean is 90.
  expect(normalisation.mean).toEqual([0, 0, 0].map((): unknown => expect.closeTo(90 / 255, 12)));
  expect((await readCurves(artifact.directory)).map(errors)).toEqual([[NaN, NaN]]);
  expect(report).toMatchObject({
    precision: 'bf16',
    threads: 2,
    steps: 3,
    images: 12,
  });
  expect(asked.disposed).toBe(1);
});

test('a loss that is no number names its epoch, and the program is disposed of', async () => {
  const { engine, asked } = scriptedEngine({
    train: (step, _, given) => ({ loss: step < 4 ? 1 : NaN, logits: logitsOf(given) }),
  });
  const dataset = await greys({ train, test: tested });
  const params = { ...tiny, epochs: 2, evaluateEvery: 0 };
  await expect(runTrain(dataset, { engine, params })).rejects.toMatchObject({
    code: 'trainer/diverged',
    message: expect.stringMatching(
      /^training diverged in epoch 2, step \d+, at learning rate \S+: expected a finite loss, received NaN; lower learningRate or lengthen the warmup of its schedule$/,
    ) as string,
  });
  expect(asked.disposed).toBe(1);
});
