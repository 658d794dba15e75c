import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { expect, test, vi, afterEach } from 'vitest';
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
  expect(run.notes).toEqual(['skipped 1 bad image: see skipped.json']);
});

test('a class whose images were all skipped is an error', async () => {
  const folder = await temporaryFolder();
  await fruit(folder);
  await put(folder, 'fruit/test/pear/d.jpeg', Buffer.from('no image'));
  const run = ingest(imageFolder, folder, { source: 'fruit', onBadImage: 'skip' });
  expect((await userError(run)).message).toBe(
    'class pear of test: expected a usable image, received none: all were skipped',
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
    'ingestion/no-source',
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
