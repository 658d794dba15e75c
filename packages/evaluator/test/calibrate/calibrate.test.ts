import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { beforeAll, describe, expect, test } from 'vitest';
import { openArtifact, verifyArtifact } from '@batchmates/artifact';
import { augmentationSchema, centreView, type View } from '@batchmates/augmentation';
import { balanced, testBatchesInOrder } from '@batchmates/batching';
import { readCheckpoint, trainedHere } from '@batchmates/checkpoint';
import { openDataset } from '@batchmates/dataset';
import type { Moments } from '@batchmates/engine';
import { referenceEngine } from '@batchmates/engine/testing';
import { openLoader } from '@batchmates/loader';
import { writeInput } from '@batchmates/stage/testing';
import { calibrate } from '../../src/index.ts';
import { swatches } from '../support/colours.ts';
import { openColourLaboratory, type ColourLaboratory } from '../support/colour-laboratory.ts';

let laboratory: ColourLaboratory;
beforeAll(async () => (laboratory = await openColourLaboratory()));

test('pools the batch moments of the whole training set: E[var + mean^2] - E[mean]^2', async () => {
  const { population } = await readCheckpoint(laboratory.calibrated.directory);
  const expected = poolByFormula(await batchMoments());
  expect([...(population ?? new Map<string, unknown>()).keys()]).toEqual(['bn1', 'bn2']);
  for (const [name, { mean, variance }] of expected) {
    population?.get(name)?.mean.forEach((value, channel) => expect(value).toBeCloseTo(mean[channel]!, 5));
    population
      ?.get(name)
      ?.variance.forEach((value, channel) => expect(value).toBeCloseTo(variance[channel]!, 5));
  }
});

describe('the views of a set', () => {
  // Written out: corners, middles of the sides and the centre of an image of 10 x 10 pixels, of which the network sees 8 x 8.
  const nine = [0, 0.5, 1].flatMap((row) => [0, 0.5, 1].map((column) => ({ row, column })));
  const mirrored = [false, true].flatMap((flip) => nine.map((place) => ({ ...place, flip })));

  test.each([
    ['grid', false, mirrored.filter(({ flip }) => !flip)],
    ['grid', true, mirrored],
    ['ten-crop', true, mirrored.filter(({ row, column }) => (row === 0.5) === (column === 0.5))],
  ] as const)('%s, mirrored: %s: every image is pooled once in each', async (set, flip, views) => {
    const { trained, colours } = laboratory;
    const params = { views: set, flip };
    const { directory } = await laboratory.run(calibrate, { checkpoint: trained, dataset: colours }, params);
    const { population, populationViews } = await readCheckpoint(directory);
    expect(populationViews).toEqual({ views: set, flip });
    expect(await reported(directory)).toMatchObject({ images: 60, views: views.length });
    const expected = poolByFormula(await batchMoments(views));
    const central = poolByFormula(await batchMoments());
    for (const [name, { mean, variance }] of expected) {
      mean.forEach((value, channel) => {
        expect(population?.get(name)?.mean[channel]).toBeCloseTo(value, 5);
        expect(population?.get(name)?.variance[channel]).toBeCloseTo(variance[channel]!, 5);
      });
      expect(mean).not.toEqual(central.get(name)!.mean);
    }
  });

  test('hold mirror images where training mirrored, unless told', async () => {
    const { trained, colours } = laboratory;
    const checkpoint = await readCheckpoint(trained.directory);
    const augmentation = augmentationSchema.parse({ kind: 'scale-crop', flip: true });
    const mirroring = await laboratory.checkpoint({
      ...checkpoint,
      training: { ...checkpoint.training, augmentation },
    });
    const pooled = async (params: z.input<typeof calibrate.params>) => {
      const inputs = { checkpoint: mirroring, dataset: colours };
      const { directory } = await laboratory.run(calibrate, inputs, params);
      const { views } = await reported(directory);
      return [views, (await readCheckpoint(directory)).populationViews?.flip];
    };
    expect(await pooled({ views: 'ten-crop' })).toEqual([10, true]);
    expect(await pooled({ views: 'ten-crop', flip: false })).toEqual([5, false]);
    expect(await pooled({ views: 'center' })).toEqual([1, false]);
  });
});

test('changes nothing else of the checkpoint, and nothing of its input', async () => {
  const before = await readCheckpoint(laboratory.trained.directory);
  const { population, populationViews, ...after } = await readCheckpoint(laboratory.calibrated.directory);
  expect(population).toBeDefined();
  expect(populationViews).toEqual({ views: 'center', flip: false });
  expect(after).toEqual(before);
  await verifyArtifact(laboratory.trained);
});

test('run again, it gives the same artifact, byte for byte', async () => {
  const { trained, colours, calibrated } = laboratory;
  const again = await laboratory.run(calibrate, { checkpoint: trained, dataset: colours }, {});
  expect(again.identity).toBe(calibrated.identity);
});

test('carries along what else the checkpoint holds, such as error curves', async () => {
  const { trained, colours } = laboratory;
  const withCurves = await writeInput('checkpoint', async (folder) => {
    for (const { path } of trained.manifest.files)
      await copyFile(join(trained.directory, path), join(folder, path));
    await writeFile(join(folder, 'curves.arrow'), 'curves');
  });
  const { directory } = await laboratory.run(calibrate, { checkpoint: withCurves, dataset: colours }, {});
  expect(await readFile(join(directory, 'curves.arrow'), 'utf8')).toBe('curves');
});

test('can pool over fewer images, other batches and augmented crops', async () => {
  const { trained, colours, calibrated } = laboratory;
  const inputs = { checkpoint: trained, dataset: colours };
  const capped = await laboratory.run(calibrate, inputs, { images: 10 });
  expect(await imagesPooled(capped.directory)).toBe(12);
  const random = await laboratory.run(calibrate, inputs, { batching: 'standard', batchSize: 6 });
  expect(await imagesPooled(random.directory)).toBe(60);
  const augmented = await laboratory.run(calibrate, inputs, { views: 'augmented' });
  const identities = [calibrated, capped, random].map(({ identity }) => identity);
  expect(new Set(identities).size).toBe(3);
  expect(await imagesPooled(augmented.directory)).toBe(60);
});

test('pools over every image once when the batches leave a remainder', async () => {
  const { trained } = laboratory;
  const odd = await laboratory.dataset({ train: swatches(13, 5), test: swatches(2, 5) });
  const inputs = { checkpoint: trained, dataset: odd };
  const { directory } = await laboratory.run(calibrate, inputs, { batching: 'standard', batchSize: 20 });
  expect(await imagesPooled(directory)).toBe(39);
  // The first batch norm sees the same values however the images are batched: their moments in one batch.
  const { mean, variance } = (await momentsOfAll(odd.directory)).get('bn1')!;
  const pooled = (await readCheckpoint(directory)).population!.get('bn1')!;
  pooled.mean.forEach((value, channel) => expect(value).toBeCloseTo(mean[channel]!, 5));
  pooled.variance.forEach((value, channel) => expect(value).toBeCloseTo(variance[channel]!, 5));
});

test('a network trained in one of two processes is pooled over the images of both', async () => {
  const { trained, colours, calibrated } = laboratory;
  const checkpoint = await readCheckpoint(trained.directory);
  const training = trainedHere(checkpoint.training, { what: 'the sample', remedy: 'train it' });
  const shared = { ...training, batching: { ...training.batching, world: 2, rank: 1 } };
  const half = await laboratory.checkpoint({ ...checkpoint, training: shared });
  const { directory } = await laboratory.run(calibrate, { checkpoint: half, dataset: colours }, {});
  expect(await imagesPooled(directory)).toBe(60);
  const state = (folder: string) => readFile(join(folder, 'state.safetensors'));
  expect(await state(directory)).toEqual(await state(calibrated.directory));
  await expect(
    laboratory.run(
      calibrate,
      { checkpoint: half, dataset: colours },
      { batching: { kind: 'standard', world: 2 } },
    ),
  ).rejects.toThrow(/option world: expected 1, .*, received 2 \(rank 0\)/);
});

test('batches larger than the split are an error, not an empty pool', async () => {
  const { trained, colours } = laboratory;
  const params = { batching: { kind: 'standard', remainder: 'drop' }, batchSize: 100 };
  await expect(
    laboratory.run(calibrate, { checkpoint: trained, dataset: colours }, params),
  ).rejects.toMatchObject({ code: 'evaluator/no-batches' });
});

test('a bad batching option is named in one line', async () => {
  const { trained, colours } = laboratory;
  const params = { batching: { kind: 'balanced', samplesPerClas: 2 } };
  await expect(
    laboratory.run(calibrate, { checkpoint: trained, dataset: colours }, params),
  ).rejects.toMatchObject({
    message: 'with.batching: received Unrecognized key: "samplesPerClas"',
  });
});

/** Moments of a training split in one batch. */
async function momentsOfAll(directory: string): Promise<Moments> {
  const { network, state, crop, normalisation } = await readCheckpoint(laboratory.trained.directory);
  const { info, ...dataset } = await openDataset(directory);
  const split = await dataset.split('train');
  const program = await referenceEngine.compileInference(network, { state, precision: 'f32', threads: 1 });
  const loader = openLoader({ split, info, crop, normalisation });
  try {
    const plan = testBatchesInOrder(split.length, { batchSize: split.length });
    for await (const { images } of loader.batches(plan, { kind: 'view', view: centreView }))
      return await program.moments(images);
    throw new Error('no batch');
  } finally {
    await loader.close();
  }
}

/** Moments of every training batch, taken without the stage. */
async function batchMoments(views: readonly View[] = [centreView]): Promise<Moments[]> {
  const checkpoint = await readCheckpoint(laboratory.trained.directory);
  const { info, ...dataset } = await openDataset(laboratory.colours.directory);
  const split = await dataset.split('train');
  const { network, state, crop } = checkpoint;
  const program = await referenceEngine.compileInference(network, { state, precision: 'f32', threads: 1 });
  const request = { labels: split.labels, classes: 3, batchSize: 3, seed: 0, epoch: 0 };
  const plan = balanced.plan(request, balanced.options.parse({}));
  const loader = openLoader({ split, info, crop });
  const moments: Moments[] = [];
  for (const view of views) {
    for await (const { images } of loader.batches(plan, { kind: 'view', view }))
      moments.push(await program.moments(images));
  }
  await loader.close();
  expect(moments.length).toBe(20 * views.length);
  return moments;
}

function poolByFormula(batches: readonly Moments[]): Map<string, { mean: number[]; variance: number[] }> {
  const expectation = (name: string, of: (mean: number, variance: number) => number, channel: number) =>
    batches.reduce((sum, moments) => {
      const layer = moments.get(name);
      return sum + of(layer!.mean[channel]!, layer!.variance[channel]!) / batches.length;
    }, 0);
  return new Map(
    [...(batches[0] ?? new Map<string, never>())].map(([name, { mean }]) => {
      const means = Array.from(mean, (_, channel) => expectation(name, (m) => m, channel));
      const squares = Array.from(mean, (_, channel) => expectation(name, (m, v) => v + m * m, channel));
      return [name, { mean: means, variance: squares.map((s, channel) => s - means[channel]! ** 2) }];
    }),
  );
}

async function imagesPooled(directory: string): Promise<unknown> {
  return (await reported(directory)).images;
}

async function reported(directory: string): Promise<{ readonly images?: unknown; readonly views?: unknown }> {
  await openArtifact(directory);
  const run = JSON.parse(await readFile(join(directory, 'run.json'), 'utf8')) as { report?: object };
  return run.report ?? {};
}
