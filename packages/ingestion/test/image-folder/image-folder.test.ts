import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readDuplicates } from '@batchmates/dataset';
import { recordingProgress, temporaryFolder } from '@batchmates/stage/testing';
import sharp from 'sharp';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openImageFolder } from '../../src/image-folder/open-image-folder.ts';
import { imageFolder } from '../../src/index.ts';
import { halves, jpeg, plain, type Rgb } from '../images/image-files.ts';
import { ingest } from '../ingest.ts';
import { userError, userErrors } from '../user-error.ts';

afterEach(() => vi.unstubAllEnvs());

const colours: Readonly<Record<string, Rgb>> = { apple: [200, 30, 30], pear: [40, 180, 40] };

async function put(root: string, path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), bytes);
}

async function fruit(root: string, test = 'test'): Promise<void> {
  for (const [name, colour] of Object.entries(colours)) {
    await put(root, `fruit/train/${name}/a.jpg`, await jpeg(colour));
    await put(root, `fruit/train/${name}/b.PNG`, await plain(colour, 40, 90).png().toBuffer());
    await put(root, `fruit/train/${name}/c.webp`, await plain(colour).webp().toBuffer());
    await put(root, `fruit/${test}/${name}/d.jpeg`, await jpeg(colour));
  }
  await put(root, 'fruit/train/apple/notes.txt', Buffer.from('mine'));
  await put(root, 'fruit/train/.hidden/a.jpg', Buffer.from('x'));
  await put(root, 'fruit/train/apple/.DS_Store', Buffer.from('x'));
}

test.each(['test', 'val'])(
  'images of all kinds become squares, classes in the order of their names (%s)',
  async (name) => {
    const folder = await temporaryFolder();
    await fruit(folder, name);
    const run = await ingest(imageFolder, folder, { source: 'fruit', size: 8, pad: 2 });
    const dataset = await run.dataset();
    expect(dataset.info).toMatchObject({
      classNames: ['apple', 'pear'],
      shape: { height: 12, width: 12 },
      padding: 2,
    });
    const train = await dataset.split('train');
    expect(Array.from(train.labels)).toEqual([0, 0, 0, 1, 1, 1]);
    expect([0, 1, 2, 3].map((index) => train.id(index))).toEqual([
      'apple/a.jpg',
      'apple/b.PNG',
      'apple/c.webp',
      'pear/a.jpg',
    ]);
    for (let index = 0; index < train.length; index++) {
      const middle = train.image(index).subarray((6 * 12 + 6) * 3, (6 * 12 + 6) * 3 + 3);
      const expected = Object.values(colours)[train.labels[index]!]!;
      middle.forEach((value, channel) => expect(Math.abs(value - expected[channel]!)).toBeLessThan(8));
    }
    expect((await dataset.split('test')).length).toBe(2);
    expect(run.advanced).toBe(8);
  },
);

test('the folder may lie in BATCHMATES_DATA', async () => {
  const folder = await temporaryFolder();
  const elsewhere = await temporaryFolder();
  await fruit(elsewhere);
  vi.stubEnv('BATCHMATES_DATA', elsewhere);
  const run = await ingest(imageFolder, folder, { source: 'fruit', size: 8 });
  expect((await (await run.dataset()).split('train')).length).toBe(6);
  const place = { pipelineDirectory: folder };
  const params = imageFolder.params.parse({ source: 'fruit' });
  expect(imageFolder.sources!(params, place).at(-1)).toBe(join(elsewhere, 'fruit'));
});

test('an unreadable image fails with its path, or is skipped and listed', async () => {
  const folder = await temporaryFolder();
  await fruit(folder);
  const whole = await halves([1, 2, 3], [200, 100, 0], 300, 300).jpeg().toBuffer();
  await put(folder, 'fruit/train/pear/broken.jpg', whole.subarray(0, whole.length >> 1));
  const failing = ingest(imageFolder, folder, { source: 'fruit', size: 8 });
  const { message } = await userError(failing);
  expect(message).toContain(join(folder, 'fruit/train/pear/broken.jpg'));
  expect(message).toContain('onBadImage: skip');
  const run = await ingest(imageFolder, folder, { source: 'fruit', size: 8, onBadImage: 'skip' });
  expect((await (await run.dataset()).split('train')).length).toBe(6);
  expect(run.report).toMatchObject({ skipped: 1, images: 8 });
  const skipped = JSON.parse(
    await readFile(join(run.artifact.directory, 'skipped.json'), 'utf8'),
  ) as object[];
  expect(skipped).toEqual([
    { id: 'train/pear/broken.jpg', reason: expect.stringMatching(/premature|damaged/) as string },
  ]);
  expect(run.notes).toContain('skipped 1 bad image: see skipped.json');
});

test('a class whose images were all skipped is an error', async () => {
  const folder = await temporaryFolder();
  await fruit(folder);
  await put(folder, 'fruit/test/pear/d.jpeg', Buffer.from('no image'));
  const run = ingest(imageFolder, folder, { source: 'fruit', onBadImage: 'skip' });
  expect((await userError(run)).message).toBe(
    'class pear of test: expected a usable image, received none: all were skipped; mend one of its files, or leave the class out',
  );
});

test('empty classes and classes of one split only are all reported at once', async () => {
  const folder = await temporaryFolder();
  await fruit(folder);
  await rm(join(folder, 'fruit/test/pear'), { recursive: true });
  await mkdir(join(folder, 'fruit/train/plum'));
  await put(folder, 'fruit/test/plum/a.jpg', await jpeg([90, 0, 90]));
  const messages = await userErrors(ingest(imageFolder, folder, { source: 'fruit' }));
  expect(messages).toHaveLength(2);
  expect(messages[0]).toMatch(/class folder .*fruit\/train\/plum: expected images .*received none/);
  expect(messages[1]).toMatch(/class pear is missing in test/);
});

test('no test split, one class, no folder at all', async () => {
  const folder = await temporaryFolder();
  await fruit(folder);
  expect((await userError(ingest(imageFolder, folder, { source: 'vegetables' }))).code).toBe(
    'stage/no-source',
  );
  await rm(join(folder, 'fruit/test'), { recursive: true });
  const { message } = await userError(ingest(imageFolder, folder, { source: 'fruit' }));
  expect(message).toMatch(/a folder test or val or validation .*received train/);
  await mkdir(join(folder, 'single/train/a'), { recursive: true });
  await mkdir(join(folder, 'single/test/a'), { recursive: true });
  expect((await userError(ingest(imageFolder, folder, { source: 'single' }))).code).toBe(
    'image-folder/classes',
  );
  expect(existsSync(join(folder, 'single/train/a'))).toBe(true);
});

const links = { apple: [200, 30, 30], pear: [40, 180, 40] } satisfies Record<string, Rgb>;

/** `fruit` with one image of its own for each file, so that none equals another. */
async function varied(root: string): Promise<(split: string, name: keyof typeof links) => Promise<Buffer>> {
  let next = 0;
  const image = async (_: string, name: keyof typeof links) =>
    halves(links[name], [next++, 255 - next, 0], 64, 64)
      .png()
      .toBuffer();
  for (const split of ['train', 'test'])
    for (const name of ['apple', 'pear'] as const)
      await put(root, `fruit/${split}/${name}/a.png`, await image(split, name));
  return image;
}

test('links to class folders and images are followed, subfolders belong to their class', async () => {
  const folder = await temporaryFolder();
  const image = await varied(folder);
  const far = await temporaryFolder();
  await put(far, 'pears/b.png', await image('train', 'pear'));
  await put(far, 'pears/deep/er/c.PNG', await image('train', 'pear'));
  await put(far, 'one.png', await image('train', 'apple'));
  await rm(join(folder, 'fruit/train/pear'), { recursive: true });
  await symlink(join(far, 'pears'), join(folder, 'fruit/train/pear'));
  await symlink(join(far, 'one.png'), join(folder, 'fruit/train/apple/linked.png'));
  const run = await ingest(imageFolder, folder, { source: 'fruit', size: 8 });
  const train = await (await run.dataset()).split('train');
  expect([0, 1, 2, 3].map((index) => train.id(index))).toEqual([
    'apple/a.png',
    'apple/linked.png',
    'pear/b.png',
    'pear/deep/er/c.PNG',
  ]);
  expect(Array.from(train.labels)).toEqual([0, 0, 1, 1]);
  expect(run.notes).toEqual([]);
});

test('every kind that sharp reads is taken, whatever the case of its ending', async () => {
  const folder = await temporaryFolder();
  await varied(folder);
  const picture = (shade: number) => halves([shade, 0, 90], [9, shade, 200], 40, 40);
  await put(folder, 'fruit/train/apple/b.JFIF', await picture(10).jpeg().toBuffer());
  await put(folder, 'fruit/train/apple/c.jpe', await picture(30).jpeg().toBuffer());
  await put(folder, 'fruit/train/apple/d.gif', await picture(60).gif().toBuffer());
  await put(folder, 'fruit/train/apple/e.tif', await picture(90).tiff().toBuffer());
  await put(folder, 'fruit/train/apple/f.Tiff', await picture(120).tiff().toBuffer());
  await put(folder, 'fruit/train/apple/g.avif', await picture(150).avif().toBuffer());
  await put(folder, 'fruit/train/apple/h.webp', await picture(180).webp().toBuffer());
  const run = await ingest(imageFolder, folder, { source: 'fruit', size: 8 });
  expect((await (await run.dataset()).split('train')).length).toBe(9);
});

test('images that would be missed are named and fail, or are counted when told to skip', async () => {
  const folder = await temporaryFolder();
  const image = await varied(folder);
  const at = (path: string) => join(folder, 'fruit', path);
  await writeFile(at('train/apple/b.bmp'), 'BM');
  await writeFile(at('train/apple/notes.txt'), 'mine');
  await writeFile(at('train/apple/.DS_Store'), '');
  await symlink(at('gone.png'), at('train/apple/c.png'));
  await symlink(at('train/apple'), at('train/apple/again'));
  await symlink('loop.png', at('train/apple/loop.png'));
  await put(folder, 'fruit/train/beside.png', await image('train', 'apple'));
  execFileSync('mkfifo', [at('train/pear/d.png')]);
  await mkdir(at('train/pear/folder.png'));
  const failing = ingest(imageFolder, folder, { source: 'fruit', size: 8 });
  expect(await userError(failing)).toMatchObject({
    code: 'ingestion/images-left-out',
    message:
      `folder ${at('')}`.replace(/\/$/, '') +
      ': expected images that can be read (.jpg, .jpeg, .jpe, .jfif, .png, .webp, .gif, .tif, .tiff, .avif), received also ' +
      '1 beside the class folders, 1 a link to nothing, 1 a link to itself, 1 .bmp, ' +
      '1 not a regular file (train/beside.png, train/apple/c.png, train/apple/loop.png, ...); ' +
      'mend, convert or remove them, or set `onBadImage: skip`',
  });
  const run = await ingest(imageFolder, folder, { source: 'fruit', size: 8, onBadImage: 'skip' });
  expect((await (await run.dataset()).split('train')).length).toBe(2);
  expect(run.report).toMatchObject({
    leftOut: { hidden: 1, '.txt': 1, '.bmp': 1, 'a link to nothing': 1, 'not a regular file': 1 },
  });
  expect(run.notes[0]).toMatch(/^left out of .*fruit: .*1 hidden/);
});

test('an image under a name that is not UTF-8 is named, not dropped', async () => {
  const folder = await temporaryFolder();
  const image = await varied(folder);
  const latin1 = Buffer.concat([Buffer.from(join(folder, 'fruit/train/pear/p')), Buffer.from([0xe8, 0x72])]);
  await writeFile(Buffer.concat([latin1, Buffer.from('.png')]), await image('train', 'pear'));
  const { message } = await userError(ingest(imageFolder, folder, { source: 'fruit', size: 8 }));
  expect(message).toContain('1 with a name that is not UTF-8');
});

test('equal images are counted: of both splits, of one, under two classes', async () => {
  const folder = await temporaryFolder();
  await varied(folder);
  const at = (path: string) => join(folder, 'fruit', path);
  const copy = (from: string, to: string) => copyFile(at(from), at(to));
  await copy('train/apple/a.png', 'test/apple/leak.png');
  await copy('train/apple/a.png', 'train/apple/twice.png');
  await copy('test/pear/a.png', 'test/apple/other.png');
  const run = await ingest(imageFolder, folder, { source: 'fruit', size: 8 });
  const found = await readDuplicates(run.artifact.directory);
  expect(found).toEqual({
    testInTrain: 1,
    repeated: { train: 1, test: 1 },
    contradictory: 2,
    groups: [
      [
        { split: 'train', id: 'apple/a.png', label: 0 },
        { split: 'train', id: 'apple/twice.png', label: 0 },
        { split: 'test', id: 'apple/leak.png', label: 0 },
      ],
      [
        { split: 'test', id: 'apple/other.png', label: 0 },
        { split: 'test', id: 'pear/a.png', label: 1 },
      ],
    ],
  });
  expect(run.notes).toEqual([
    'duplicates: 1 image of test is in train, too; 1 image repeats another one of train; ' +
      '1 image repeats another one of test; 2 images have an equal one of another class: see duplicates.json',
  ]);
});

test('folders that link to each other are listed once each: twenty levels of two links take no time', async () => {
  const folder = await temporaryFolder();
  const image = await varied(folder);
  const at = (level: number) => join(folder, `levels/${level}`);
  for (let level = 0; level < 20; level++) {
    await mkdir(at(level), { recursive: true });
    await symlink(at(level + 1), join(at(level), 'left'));
    await symlink(at(level + 1), join(at(level), 'right'));
  }
  await put(folder, 'levels/20/deep.png', await image('train', 'pear'));
  await symlink(at(0), join(folder, 'fruit/train/pear/levels'));
  await symlink(join(folder, 'fruit/train/pear'), join(folder, 'fruit/train/pear/again'));
  const run = await ingest(imageFolder, folder, { source: 'fruit', size: 8 });
  const train = await (await run.dataset()).split('train');
  expect([0, 1, 2].map((index) => train.id(index))).toEqual([
    'apple/a.png',
    'pear/a.png',
    `pear/levels/${'left/'.repeat(20)}deep.png`,
  ]);
  expect(run.report).toMatchObject({
    leftOut: { 'a folder that is listed already, by another link': 21 },
  });
});

test('what vanishes, becomes a pipe or a folder, or cannot be reached after it was listed is skipped by name, or one line', async () => {
  const folder = await temporaryFolder();
  const image = await varied(folder);
  const at = (path: string) => join(folder, 'fruit/train/apple', path);
  for (const name of ['gone.png', 'pipe.png', 'folder.png'])
    await put(folder, `fruit/train/apple/${name}`, await image('train', 'apple'));
  const open = async (onBadImage: 'skip' | 'fail') =>
    openImageFolder({
      params: imageFolder.params.parse({ source: 'fruit', size: 8, onBadImage }),
      pipelineDirectory: folder,
      progress: recordingProgress(),
      inputs: {},
    } as never);
  const sources = [await open('skip'), await open('fail')];
  for (const name of ['gone.png', 'pipe.png', 'folder.png']) await rm(at(name));
  execFileSync('mkfifo', [at('pipe.png')]);
  await mkdir(at('folder.png'));
  const skipped: Record<string, string> = {};
  for await (const row of sources[0]!.rows()) if ('skipped' in row) skipped[row.id] = row.skipped;
  expect(skipped).toEqual({
    'train/apple/gone.png': 'no such file or directory (ENOENT)',
    'train/apple/pipe.png': 'a named pipe',
    'train/apple/folder.png': 'a folder',
  });
  const { message } = await userError(readAll(sources[1]!.rows()));
  expect(message).toMatch(
    /^image .*\/(folder|gone|pipe)\.png: expected a whole image .*received .*; replace/,
  );
});

async function readAll(rows: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of rows);
}

test('a subfolder that cannot be read is named and fails, or is counted when told to skip', async () => {
  const folder = await temporaryFolder();
  await varied(folder);
  // Links with long names, each leading to the folder of the next: the path becomes longer than the system reads, for an administrator as well.
  const at = (level: number) => join(folder, `levels/${level}`);
  for (let level = 0; level < 20; level++) {
    await mkdir(at(level), { recursive: true });
    await symlink(at(level + 1), join(at(level), 'd'.repeat(250)));
  }
  await symlink(at(0), join(folder, 'fruit/train/pear/levels'));
  const failing = ingest(imageFolder, folder, { source: 'fruit', size: 8 });
  expect((await userError(failing)).message).toContain('1 name too long (ENAMETOOLONG)');
  const run = await ingest(imageFolder, folder, { source: 'fruit', size: 8, onBadImage: 'skip' });
  expect(run.report).toMatchObject({ images: 4, leftOut: { 'name too long (ENAMETOOLONG)': 1 } });
});

test('splits and files beside those that are taken are counted', async () => {
  const folder = await temporaryFolder();
  await varied(folder);
  await mkdir(join(folder, 'fruit/val'));
  await writeFile(join(folder, 'fruit/LICENSE'), '');
  const run = await ingest(imageFolder, folder, { source: 'fruit', size: 8 });
  expect(run.notes[0]).toMatch(/1 beside the class folders, 1 a folder that is no split \(LICENSE, val\)$/);
});

test('images larger than the limit are known from their headers; large ones within it are decoded one at a time', async () => {
  const folder = await temporaryFolder();
  await varied(folder);
  const plainPng = async (side: number) =>
    sharp({
      create: { width: side, height: side, channels: 3, background: { r: 200, g: 30, b: 30 } },
      limitInputPixels: false,
    })
      .png()
      .toBuffer();
  const huge = await plainPng(11_000);
  for (let index = 0; index < 30; index++) await put(folder, `fruit/train/apple/huge${index}.png`, huge);
  await put(folder, 'fruit/train/apple/large.png', await plainPng(4200));
  await put(folder, 'fruit/train/apple/sparse.jpg', Buffer.from('x'));
  await truncate(join(folder, 'fruit/train/apple/sparse.jpg'), 2 ** 40);
  const run = await ingest(imageFolder, folder, { source: 'fruit', size: 8, onBadImage: 'skip' });
  const skipped = JSON.parse(await readFile(join(run.artifact.directory, 'skipped.json'), 'utf8')) as {
    reason: string;
  }[];
  expect(skipped.length).toBe(31);
  expect(new Set(skipped.map(({ reason }) => reason))).toEqual(
    new Set([
      'more than 100 million pixels (`maxMegapixels`)',
      'a file of 1099511627776 bytes, more than 268435456',
    ]),
  );
  expect((await (await run.dataset()).split('train')).length).toBe(3);
  const smaller = ingest(imageFolder, folder, { source: 'fruit', size: 8, maxMegapixels: 0.001 });
  expect((await userError(smaller)).message).toContain('received more than 0.001 million pixels');
});

test('a limit below that of usual images holds', async () => {
  const folder = await temporaryFolder();
  for (const file of ['train/apple/a', 'train/pear/b', 'test/apple/a', 'test/pear/b'])
    await put(folder, `fruit/${file}.png`, await plain([9, 9, 9], 1100, 1000).png().toBuffer());
  const refused = ingest(imageFolder, folder, { source: 'fruit', size: 8, maxMegapixels: 1 });
  expect((await userError(refused)).message).toContain('received more than 1 million pixels');
  await ingest(imageFolder, folder, { source: 'fruit', size: 8, maxMegapixels: 2 });
});

test('rows keep their order around large images', async () => {
  const folder = await temporaryFolder();
  for (const split of ['train', 'test'])
    for (const name of ['apple', 'pear'] as const)
      for (let index = 0; index < 6; index++) {
        const side = index % 3 === 1 ? 4100 : 16;
        await put(
          folder,
          `fruit/${split}/${name}/${index}.png`,
          await plain([10 * index, 0, 0], side, side)
            .png()
            .toBuffer(),
        );
      }
  const run = await ingest(imageFolder, folder, { source: 'fruit', size: 8 });
  const train = await (await run.dataset()).split('train');
  const reds = Array.from({ length: 12 }, (_, index) => train.image(index)[(8 * 16 + 8) * 3]);
  expect(reds).toEqual([0, 10, 20, 30, 40, 50, 0, 10, 20, 30, 40, 50]);
});

test('images are stored in grey, as Pillow makes them', async () => {
  const folder = await temporaryFolder();
  await fruit(folder);
  const dataset = await (
    await ingest(imageFolder, folder, { source: 'fruit', size: 8, pad: 0, channels: 1 })
  ).dataset();
  expect(dataset.info.shape).toEqual({ height: 8, width: 8, channels: 1 });
  expect(dataset.info.normalisation.mean).toHaveLength(1);
  const train = await dataset.split('train');
  // From PNG files, whose colours are exact: 0.299 R + 0.587 G + 0.114 B.
  expect([train.image(1)[0], train.image(4)[0]]).toEqual([81, 122]);
});

describe('a folder that is one split', () => {
  async function photos(root: string): Promise<void> {
    for (const [name, colour] of Object.entries(colours))
      for (const file of ['a', 'b', 'c']) await put(root, `photos/${name}/${file}.jpg`, await jpeg(colour));
  }
  const ids = async (folder: string, params: object) => {
    const dataset = await (await ingest(imageFolder, folder, { source: 'photos', ...params })).dataset();
    const split = await dataset.split(dataset.splits[0]!);
    return {
      splits: dataset.splits,
      ids: Array.from({ length: split.length }, (_, index) => split.id(index)),
    };
  };
  const byName = ['apple/a.jpg', 'apple/b.jpg', 'apple/c.jpg', 'pear/a.jpg', 'pear/b.jpg', 'pear/c.jpg'];

  test.each(['train', 'test'])('%s has that split alone', async (split) => {
    const folder = await temporaryFolder();
    await photos(folder);
    expect(await ids(folder, { split })).toEqual({ splits: [split], ids: byName });
  });

  test('is in an order of its own', async () => {
    const folder = await temporaryFolder();
    await photos(folder);
    const order = ['pear/c.jpg', 'apple/b.jpg', 'pear/a.jpg', 'apple/a.jpg', 'apple/c.jpg', 'pear/b.jpg'];
    await writeFile(
      join(folder, 'order.csv'),
      `id,time\r\n${order.map((id, at) => `./${id},${at}`).join('\r\n')}\r\n`,
    );
    expect((await ids(folder, { split: 'test', order: 'order.csv' })).ids).toEqual(order);
    const refused = imageFolder.params.safeParse({ source: '.', split: 'train', order: 'order.csv' });
    expect(refused.error?.issues).toMatchObject([{ path: ['order'] }]);
  });

  test.each([
    [
      'an image that is not there',
      ['apple/a.jpg', 'apple/x.jpg'],
      /order\.csv: expected images of the split as <class>\/<image>, such as apple\/a\.jpg, received apple\/x\.jpg$/,
    ],
    [
      'too few',
      byName.slice(1),
      /order\.csv: expected all 6 images of the split, received 5, without apple\/a\.jpg; add them/,
    ],
    [
      'an image twice',
      [...byName, 'pear/a.jpg'],
      /order\.csv, line 8, column id: expected each image once, received pear\/a\.jpg again$/,
    ],
  ])('refuses an order with %s', async (_, order, message) => {
    const folder = await temporaryFolder();
    await photos(folder);
    await writeFile(join(folder, 'order.csv'), ['id', ...order].join('\n'));
    expect((await userError(ids(folder, { split: 'test', order: 'order.csv' }))).message).toMatch(message);
  });

  test('is asked for where there are no splits', async () => {
    const folder = await temporaryFolder();
    await photos(folder);
    expect((await userError(ids(folder, {}))).message).toMatch(
      /; set split: test where the folder holds the classes of one split itself$/,
    );
  });
});
