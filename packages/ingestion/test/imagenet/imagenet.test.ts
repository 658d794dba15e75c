import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import { temporaryFolder } from '@batchmates/stage/testing';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { imagenet, sampleClasses } from '../../src/index.ts';
import { detailed, halves } from '../images/image-files.ts';
import { ingest, type Ingest } from '../ingest.ts';
import { userError } from '../user-error.ts';
import {
  tinyClasses,
  wnidOf,
  writeFolders,
  writeTarOfTars,
  writeTars,
  type Classes,
} from './tiny-imagenet.ts';

const source = { train: 'train', validation: 'val' };
const perClass = { trainPerClass: 4, testPerClass: 2 };

async function lay(folder: string, train?: Classes): Promise<{ readonly sample: Artifact }> {
  await writeTars(join(folder, 'train'), train ?? (await tinyClasses(3, 4)));
  await writeTars(join(folder, 'val'), await tinyClasses(3, 2, 'val_'));
  const { artifact } = await ingest(sampleClasses, folder, { source, classes: 3, ...perClass });
  return { sample: artifact };
}

function sampleFile({ sample }: { readonly sample: Artifact }): string {
  return join(sample.directory, 'sample.json');
}

test('photographs become JPEGs whose shorter side is the size, with statistics of the training images', async () => {
  const folder = await temporaryFolder();
  const inputs = await lay(folder);
  const run = await ingest(imagenet, folder, { source, size: 12 }, { inputs });
  const dataset = await run.dataset();
  expect(dataset.info).toMatchObject({
    encoding: 'encoded',
    shape: { height: 12, width: 12, channels: 3 },
    padding: 0,
  });
  const train = await dataset.split('train');
  expect([train.length, (await dataset.split('test')).length, run.advanced]).toEqual([12, 6, 18]);
  const mean = [0, 0, 0];
  for (let index = 0; index < train.length; index++) {
    const { format, width, height } = await sharp(train.image(index)).metadata();
    expect([format, width, height]).toEqual(['jpeg', 18, 12]);
    const { data } = await sharp(train.image(index)).raw().toBuffer({ resolveWithObject: true });
    for (let channel = 0; channel < 3; channel++) mean[channel]! += data[channel]! / 255 / train.length;
  }
  mean.forEach((value, channel) => expect(dataset.info.normalisation.mean[channel]).toBeCloseTo(value, 1));
  expect(dataset.info.normalisation.eigenvalues.length).toBe(3);
});

test('raw squares, and files kept at their size; labels follow the order of the sample', async () => {
  const folder = await temporaryFolder();
  const inputs = await lay(folder);
  const raw = await ingest(imagenet, folder, { source, size: 8, store: 'raw', pad: 1 }, { inputs });
  const { info } = await raw.dataset();
  expect(info).toMatchObject({ encoding: 'raw', shape: { height: 10, width: 10 }, padding: 1 });
  const train = await (await raw.dataset()).split('train');
  for (let index = 0; index < train.length; index++) {
    const wnid = train.id(index).split('/')[0]!;
    expect(info.classNames[train.labels[index]!]).toBe(wnid);
    const red = train.image(index)[(5 * 10 + 5) * 3]!;
    expect(Math.abs(red - (20 + 20 * Number(wnid.slice(1))))).toBeLessThan(8);
  }
  const other = await temporaryFolder();
  const again = await lay(other);
  const kept = await ingest(imagenet, other, { source, size: null }, { inputs: again });
  const image = (await (await kept.dataset()).split('test')).image(0);
  expect(await sharp(image).metadata()).toMatchObject({ width: 24, height: 16 });
});

test('tars, folders and the tar of tars give the same data set', async () => {
  const shards: Buffer[] = [];
  for (const write of [writeTars, writeFolders, writeTarOfTars]) {
    const folder = await temporaryFolder();
    const inputs = await lay(folder);
    await write(join(folder, 'other'), await tinyClasses(3, 4));
    const run = await ingest(
      imagenet,
      folder,
      { source: { ...source, train: 'other' }, size: 12 },
      { inputs },
    );
    shards.push(await readFile(join(run.artifact.directory, 'train-00000.arrow')));
  }
  expect(shards[1]!.equals(shards[0]!)).toBe(true);
  expect(shards[2]!.equals(shards[0]!)).toBe(true);
});

test('a bad image fails by name, or is skipped and listed', async () => {
  const folder = await temporaryFolder();
  const classes = new Map(await tinyClasses(3, 4));
  const whole = await detailed();
  const files = new Map(classes.get(wnidOf(1)));
  files.set('n00000001_2.JPEG', whole.subarray(0, whole.length >> 1));
  files.set('n00000001_3.JPEG', await halves([1, 2, 3], [4, 5, 6], 16, 16).png().toBuffer());
  classes.set(wnidOf(1), files);
  const inputs = await lay(folder, classes);
  const { code, message } = await userError(ingest(imagenet, folder, { source }, { inputs }));
  expect([code, message]).toEqual([
    'ingestion/bad-image',
    expect.stringContaining('n00000001/n00000001_2.JPEG'),
  ]);
  const run = await ingest(imagenet, folder, { source, onBadImage: 'skip' }, { inputs });
  // The PNG that calls itself JPEG is an image like any other.
  expect((await (await run.dataset()).split('train')).length).toBe(11);
  expect(run.report).toMatchObject({ skipped: 1, images: 17 });
  expect(await readFile(join(run.artifact.directory, 'skipped.json'), 'utf8')).toContain('n00000001_2.JPEG');
});

test('an interrupted ingest goes on after the classes it finished, to the same result', async () => {
  const folder = await temporaryFolder();
  const inputs = await lay(folder);
  const names = (JSON.parse(await readFile(sampleFile(inputs), 'utf8')) as { classes: { wnid: string }[] })
    .classes;
  const last = join(folder, 'train', `${names[2]!.wnid}.tar`);
  const good = await readFile(last);
  // The third class cannot be read: the run dies there.
  await writeFile(last, good.subarray(0, 600));
  expect((await userError(ingest(imagenet, folder, { source, size: 12 }, { inputs }))).code).toBe(
    'imagenet/bad-tar',
  );
  await writeFile(last, good);
  // The first is not needed any more.
  await writeFile(join(folder, 'train', `${names[0]!.wnid}.tar`), '');
  const resumed = await ingest(imagenet, folder, { source, size: 12 }, { inputs });
  expect(resumed.report).toMatchObject({ classesResumed: 2, images: 18 });
  expect(resumed.advanced).toBe(18);
  const fresh = await temporaryFolder();
  const whole = await ingest(imagenet, fresh, { source, size: 12 }, { inputs: await lay(fresh) });
  expect(resumed.artifact.manifest.files).toEqual(whole.artifact.manifest.files);
});

test('a finished class whose bytes were lost is done again', async () => {
  const folder = await temporaryFolder();
  const inputs = await lay(folder);
  const whole = await ingest(imagenet, folder, { source, size: 12 }, { inputs });
  const scratch = join(folder, 'scratch');
  const [first] = (await readdir(scratch)).filter((name) => name.endsWith('.images'));
  await truncate(join(scratch, first!), 100);
  const again = await ingest(imagenet, folder, { source, size: 12 }, { inputs });
  expect(again.report).toMatchObject({ classesResumed: 2, images: 18 });
  const shard = ({ artifact }: Ingest) => readFile(join(artifact.directory, 'train-00000.arrow'));
  expect((await shard(again)).equals(await shard(whole))).toBe(true);
});

test('of a large class some images count in the statistics, the others are only re-encoded', async () => {
  const folder = await temporaryFolder();
  await writeTars(join(folder, 'train'), await tinyClasses(2, 120));
  await writeTars(join(folder, 'val'), await tinyClasses(2, 1));
  const { artifact } = await ingest(sampleClasses, folder, {
    ...{ source, classes: 2 },
    ...{ trainPerClass: 120, testPerClass: 1 },
  });
  const inputs = { sample: artifact };
  const run = await ingest(imagenet, folder, { source, size: 12 }, { inputs });
  const { info, ...dataset } = await run.dataset();
  const train = await dataset.split('train');
  expect(train.length).toBe(240);
  const means = await Promise.all(
    Array.from({ length: train.length }, async (_, index) => {
      expect(await sharp(train.image(index)).metadata()).toMatchObject({ format: 'jpeg', height: 12 });
      const { channels } = await sharp(train.image(index)).stats();
      return channels.map(({ mean }) => mean / 255);
    }),
  );
  for (const channel of [0, 1, 2]) {
    const mean = means.reduce((sum, each) => sum + each[channel]!, 0) / means.length;
    expect(info.normalisation.mean[channel]).toBeCloseTo(mean, 1);
  }
});

test('nothing is read but the classes of the sample', async () => {
  for (const write of [writeTars, writeFolders, writeTarOfTars]) {
    const folder = await temporaryFolder();
    const classes = new Map(await tinyClasses(4, 4));
    const broken = wnidOf(3);
    classes.set(
      broken,
      new Map([...classes.get(broken)!.keys()].map((name) => [name, Buffer.from('no image')])),
    );
    await write(join(folder, 'train'), classes);
    await writeTars(join(folder, 'val'), await tinyClasses(4, 2));
    const wnids = [0, 1, 2].map(wnidOf);
    const { artifact } = await ingest(sampleClasses, folder, { source, classes: wnids, ...perClass });
    if (write === writeTars) await writeFile(join(folder, 'train', `${broken}.tar`), 'no tar');
    const inputs = { sample: artifact };
    const run = await ingest(imagenet, folder, { source, size: 12 }, { inputs });
    expect(run.report).toMatchObject({ images: 18, skipped: 0 });
  }
});

test('an aborted run stops and leaves no shard', async () => {
  const folder = await temporaryFolder();
  const inputs = await lay(folder);
  const controller = new AbortController();
  controller.abort(new Error('stop'));
  const directory = join(await temporaryFolder(), 'artifact');
  await expect(
    ingest(imagenet, folder, { source }, { inputs, directory, signal: controller.signal }),
  ).rejects.toThrow('stop');
  expect(await readdir(dirname(directory), { recursive: true })).toEqual([]);
});

test('the sample comes from one place, and its images from the source', async () => {
  const folder = await temporaryFolder();
  const inputs = await lay(folder);
  const file = sampleFile(inputs);
  const run = await ingest(imagenet, folder, { source, sample: file });
  expect((await (await run.dataset()).split('train')).length).toBe(12);
  expect((await userError(ingest(imagenet, folder, { source }))).message).toMatch(
    /expected a sample.*received none/,
  );
  expect((await userError(ingest(imagenet, folder, { source, sample: file }, { inputs }))).message).toMatch(
    /received both/,
  );
  const other = await temporaryFolder();
  await lay(other, await tinyClasses(3, 4, 'other_'));
  const { message } = await userError(ingest(imagenet, other, { source, sample: file }));
  expect(message).toMatch(
    /expected image n0\S+ of the sample, received no such image; run ingestion\/sample-classes/,
  );
});

test.each([
  [{ store: 'raw', size: null }, 'a size'],
  [{ store: 'jpeg', pad: 4 }, 'pad: 0'],
] as const)('params %j do not go together', async (params, message) => {
  const folder = await temporaryFolder();
  const inputs = await lay(folder);
  expect((await userError(ingest(imagenet, folder, { source, ...params }, { inputs }))).message).toContain(
    message,
  );
});
