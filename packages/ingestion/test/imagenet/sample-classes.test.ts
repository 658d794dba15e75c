import { copyFile, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { temporaryFolder } from '@batchmates/stage/testing';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { readClassSample, type ClassSample } from '../../src/imagenet/class-sample.ts';
import { imagenet, sampleClasses } from '../../src/index.ts';
import { jpeg } from '../images/image-files.ts';
import { ingest } from '../ingest.ts';
import { userError, userErrors } from '../user-error.ts';
import { tarOf } from '../tar-of.ts';
import { tinyClasses, wnidOf, writeFolders, writeTarOfTars, writeTars } from './tiny-imagenet.ts';

type Params = z.input<typeof sampleClasses.params>;

const source = { train: 'train', validation: 'val' };

async function sample(folder: string, params: Partial<Params>): Promise<ClassSample> {
  const run = await ingest(sampleClasses, folder, { source, trainPerClass: 3, testPerClass: 2, ...params });
  return readClassSample(join(run.artifact.directory, 'sample.json'));
}

async function twelveClasses(folder: string): Promise<void> {
  await writeTars(join(folder, 'train'), await tinyClasses(12, 5));
  await writeTars(join(folder, 'val'), await tinyClasses(12, 2, 'val_'));
}

test('samples of the same seed are nested, in order; another seed draws others', async () => {
  const folder = await temporaryFolder();
  await twelveClasses(folder);
  const [three, seven, all] = [
    await sample(folder, { classes: 3 }),
    await sample(folder, { classes: 7 }),
    await sample(folder, { classes: 12 }),
  ];
  expect(seven.classes.slice(0, 3)).toEqual(three.classes);
  expect(all.classes.slice(0, 7)).toEqual(seven.classes);
  expect(new Set(all.classes.map(({ wnid }) => wnid)).size).toBe(12);
  expect(await sample(folder, { classes: 3 })).toEqual(three);
  expect((await sample(folder, { classes: 12, seed: 1 })).classes).not.toEqual(all.classes);
  for (const { train, test } of three.classes) {
    expect([train.length, test.length, new Set(train).size]).toEqual([3, 2, 3]);
    expect(train).toEqual([...train].sort());
  }
});

test('every form in which the files may lie gives the same sample', async () => {
  const folder = await temporaryFolder();
  const [train, val] = [await tinyClasses(4, 3), await tinyClasses(4, 2, 'val_')];
  await writeTars(join(folder, 'tars'), train);
  await writeFolders(join(folder, 'folders'), train);
  await writeTarOfTars(join(folder, 'one.tar'), train);
  await writeFolders(join(folder, 'val'), val);
  // The flat form: sorted names, class numbers in the same order, wnids by number.
  const flat = [...val].flatMap(([wnid, files]) =>
    [...files].map(([name, bytes]) => ({ wnid, name, bytes })),
  );
  await mkdir(join(folder, 'flat'));
  for (const { name, bytes } of flat) await writeFile(join(folder, 'flat', name), bytes);
  await writeFile(join(folder, 'flat.tar'), tarOf(flat.map(({ name, bytes }) => [name, bytes])));
  await writeFile(
    join(folder, 'synsets.txt'),
    [...val.keys()]
      .reverse()
      .map((wnid) => `${wnid} name of ${wnid}, other\n`)
      .join(''),
  );
  const sorted = flat.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const numbers = sorted.map(({ wnid }) => [...val.keys()].reverse().indexOf(wnid) + 1);
  await writeFile(join(folder, 'truth.txt'), `${numbers.join('\n')}\n`);
  const labels = { groundTruth: 'truth.txt', synsets: 'synsets.txt' };
  const expected = await sample(folder, {
    source: { train: 'tars', validation: 'val', synsets: 'synsets.txt' },
    classes: 4,
  });
  expect(expected.classes[0]!.name).toBe(`name of ${expected.classes[0]!.wnid}`);
  for (const form of ['folders', 'one.tar']) {
    expect(
      await sample(folder, {
        source: { train: form, validation: 'val', synsets: 'synsets.txt' },
        classes: 4,
      }),
    ).toEqual(expected);
  }
  for (const validation of ['flat', 'flat.tar']) {
    expect(await sample(folder, { source: { train: 'tars', validation, ...labels }, classes: 4 })).toEqual(
      expected,
    );
  }
});

test('classes may be named; a drawn class with too few images makes way, a named one is an error', async () => {
  const folder = await temporaryFolder();
  const train = new Map([...(await tinyClasses(4, 3)), [wnidOf(9), new Map()]]);
  await writeTars(join(folder, 'train'), train);
  await writeTars(join(folder, 'val'), await tinyClasses(10, 2));
  const named = await sample(folder, { classes: [wnidOf(2), wnidOf(0)] });
  expect(named.classes.map(({ wnid }) => wnid)).toEqual([wnidOf(2), wnidOf(0)]);
  const drawn = await sample(folder, { classes: 4 });
  expect(drawn.classes.map(({ wnid }) => wnid)).not.toContain(wnidOf(9));
  const { message } = await userError(sample(folder, { classes: [wnidOf(9), wnidOf(0)] }));
  expect(message).toMatch(/class n00000009 .*: expected 3 images, received 0/);
  expect((await userError(sample(folder, { classes: 5 }))).message).toMatch(
    /expected 5 classes .*received 4 such among 5/,
  );
  const twice = sample(folder, { classes: [wnidOf(1), wnidOf(1)] });
  expect((await userError(twice)).message).toContain('n00000001 twice');
});

test('duplicate wnids, a wrong ground truth and a wrong synset list are named', async () => {
  const folder = await temporaryFolder();
  const classes = await tinyClasses(2, 3);
  await twelveClasses(folder);
  const tar = tarOf(classes.get(wnidOf(0))!);
  await writeFile(
    join(folder, 'one.tar'),
    tarOf([
      ['n00000000.tar', tar],
      ['again/n00000000.tar', tar],
    ]),
  );
  const params = (more: object) => ({ source: { ...source, ...more } });
  expect((await userError(sample(folder, params({ train: 'one.tar' })))).message).toContain(
    'n00000000 twice',
  );
  await mkdir(join(folder, 'flat'));
  await writeFile(join(folder, 'flat/a.JPEG'), 'x');
  const flat = { validation: 'flat', groundTruth: 'truth.txt', synsets: 'synsets.txt' };
  expect((await userError(sample(folder, params({ validation: 'flat' })))).code).toBe('imagenet/no-labels');
  await writeFile(join(folder, 'synsets.txt'), 'n00000000\nn00000001\n');
  for (const [text, message] of [
    ['1\n2\n', /truth.txt: expected 1 lines.*received 2/],
    ['3\n', /truth.txt, line 1: expected a class number from 1 to 2, received 3/],
    ['', /received 0/],
  ] as const) {
    await writeFile(join(folder, 'truth.txt'), text);
    expect((await userError(sample(folder, params(flat)))).message).toMatch(message);
  }
  for (const text of ['n1 cat', 'n00000000\nn00000000']) {
    await writeFile(join(folder, 'synsets.txt'), text);
    expect((await userError(sample(folder, params(flat)))).code).toBe('imagenet/synsets');
  }
});

test('classes bear the names of WordNet, told apart where two share one', async () => {
  const folder = await temporaryFolder();
  const files = (await tinyClasses(1, 3)).get(wnidOf(0))!;
  // The fish, two cranes (the bird and the machine), and a class that nobody knows.
  const wnids = ['n01440764', 'n02012849', 'n03126707', 'n00000001'];
  for (const split of ['train', 'val']) {
    await writeTars(join(folder, split), new Map(wnids.map((wnid) => [wnid, files])));
  }
  const { classes } = await sample(folder, { classes: wnids });
  expect(classes.map(({ name }) => name)).toEqual([
    'tench',
    'crane (n02012849)',
    'crane (n03126707)',
    'n00000001',
  ]);
});

test('ground truth without a synset list is refused when the pipeline is read', () => {
  const parsed = sampleClasses.params.safeParse({ source: { ...source, groundTruth: 'truth.txt' } });
  expect(parsed.error?.issues.map(({ path }) => path)).toEqual([['source', 'synsets']]);
});

test('a source of no known form is named', async () => {
  const folder = await temporaryFolder();
  await twelveClasses(folder);
  await mkdir(join(folder, 'empty'));
  await writeFile(join(folder, 'text'), Buffer.alloc(2048, 'text'));
  await writeFile(join(folder, 'empty.tar'), tarOf([]));
  for (const [train, code] of [
    ['nowhere', 'stage/no-source'],
    ['empty', 'imagenet/no-source'],
    ['empty.tar', 'imagenet/no-source'],
    ['text', 'imagenet/bad-tar'],
  ] as const) {
    expect((await userError(sample(folder, { source: { train, validation: 'val' } }))).code).toBe(code);
  }
});

test('a sample is readable JSON; all mistakes of an edited one are reported at once', async () => {
  const folder = await temporaryFolder();
  await twelveClasses(folder);
  const run = await ingest(sampleClasses, folder, {
    source,
    classes: 2,
    trainPerClass: 3,
    testPerClass: 2,
  });
  const path = join(run.artifact.directory, 'sample.json');
  const text = await readFile(path, 'utf8');
  expect(text.split('\n').length).toBeLessThan(22);
  const json = JSON.parse(text) as ClassSample;
  const broken = { ...json, seed: 'x', classes: [{ ...json.classes[0], train: [] }, json.classes[1]] };
  await writeFile(path, JSON.stringify(broken));
  expect((await userErrors(readClassSample(path))).map((message) => /, (\S+):/.exec(message)?.[1])).toEqual([
    'seed',
    'classes.0.train',
  ]);
});

test('linked tars, linked class folders and folders within classes count like any other', async () => {
  const folder = await temporaryFolder();
  const [train, val] = [await tinyClasses(3, 3), await tinyClasses(3, 2, 'val_')];
  await writeTars(join(folder, 'far'), train);
  await mkdir(join(folder, 'train'));
  const wnids = [...train.keys()];
  await copyFile(join(folder, `far/${wnids[0]}.tar`), join(folder, `train/${wnids[0]}.tar`));
  for (const wnid of wnids.slice(1))
    await symlink(join(folder, `far/${wnid}.tar`), join(folder, `train/${wnid}.tar`));
  await writeFolders(join(folder, 'away'), val);
  await mkdir(join(folder, 'val'));
  for (const [index, wnid] of wnids.entries()) {
    if (index === 0) {
      await mkdir(join(folder, 'val', wnid));
      await rename(join(folder, 'away', wnid), join(folder, 'val', wnid, 'images'));
    } else await symlink(join(folder, 'away', wnid), join(folder, 'val', wnid));
  }
  await writeFile(join(folder, 'val', wnids[0]!, 'boxes.txt'), '');
  const run = await ingest(sampleClasses, folder, { source, trainPerClass: 3, testPerClass: 2, classes: 3 });
  const { classes } = await readClassSample(join(run.artifact.directory, 'sample.json'));
  expect(classes.map(({ wnid }) => wnid).toSorted()).toEqual(wnids);
  expect(classes.find(({ wnid }) => wnid === wnids[0])!.test).toEqual(
    [...val.get(wnids[0]!)!.keys()].map((name) => `images/${name}`),
  );
  expect(run.notes).toEqual([`left out of ${join(folder, 'val')}: 1 .txt (${wnids[0]}/boxes.txt)`]);
});

test('a compressed tar is named, whatever it is called', async () => {
  const folder = await temporaryFolder();
  const train = await tinyClasses(2, 3);
  await writeFolders(join(folder, 'val'), await tinyClasses(2, 2, 'val_'));
  await mkdir(join(folder, 'train'));
  const [wnid, files] = [...train][0]!;
  const compressed = gzipSync(tarOf(files));
  await writeFile(join(folder, `train/${wnid}.tar.gz`), compressed);
  const request = { source, classes: 2, trainPerClass: 3, testPerClass: 2 };
  expect((await userError(ingest(sampleClasses, folder, request))).code).toBe('imagenet/gzipped-tar');
  await rename(join(folder, `train/${wnid}.tar.gz`), join(folder, `train/${wnid}.tar`));
  expect((await userError(ingest(sampleClasses, folder, request))).message).toMatch(
    new RegExp(`archive .*${wnid}\\.tar: expected a plain tar, .*received a gzip file; unpack it`),
  );
});

test('a class counts in whichever form it lies there: tars and folders together, each class once', async () => {
  const folder = await temporaryFolder();
  const train = await tinyClasses(6, 3);
  const [tars, folders] = [new Map([...train].slice(0, 4)), new Map([...train].slice(3))];
  await writeTars(join(folder, 'train'), tars);
  await writeFolders(join(folder, 'train'), folders);
  await writeFile(join(folder, 'train', `${wnidOf(5)}.tgz`), 'unpacked already');
  await mkdir(join(folder, 'train/misc'));
  await writeFile(join(folder, 'train/labels.csv'), '');
  await writeFolders(join(folder, 'val'), await tinyClasses(6, 2, 'val_'));
  const request = { source, classes: 6, trainPerClass: 3, testPerClass: 2 };
  const run = await ingest(sampleClasses, folder, request);
  const { classes } = await readClassSample(join(run.artifact.directory, 'sample.json'));
  expect(classes.map(({ wnid }) => wnid).toSorted()).toEqual([...train.keys()]);
  expect(run.report).toMatchObject({
    leftOut: {
      'a class that is there as a tar or folder, too': 2,
      'a folder that is no class': 1,
      '.csv': 1,
    },
  });
  expect(run.notes[0]).toContain(`left out of ${join(folder, 'train')}: `);
  await writeFile(join(folder, `train/${wnidOf(7)}.tar.gz`), gzipSync(tarOf([])));
  await writeFolders(join(folder, 'val'), new Map([[wnidOf(7), new Map()]]));
  const named = { ...request, classes: [wnidOf(7), wnidOf(0)] };
  expect((await userError(ingest(sampleClasses, folder, named))).code).toBe('imagenet/gzipped-tar');
});

test('an image that would be missed fails, or is counted when told to skip', async () => {
  const train = await tinyClasses(3, 3);
  const cases: readonly (readonly [string, (folder: string) => Promise<unknown>])[] = [
    ['1 beside the classes (loose.jpg)', (at) => writeFile(join(at, 'loose.jpg'), 'x')],
    [
      `1 .bmp (${wnidOf(1)}.tar/some.bmp)`,
      (at) =>
        writeFile(
          join(at, `${wnidOf(1)}.tar`),
          tarOf([...train.get(wnidOf(1))!, ['some.bmp', Buffer.from('BM')]]),
        ),
    ],
    [`1 a link to nothing (${wnidOf(9)}.tar)`, (at) => symlink('/nowhere', join(at, `${wnidOf(9)}.tar`))],
  ];
  for (const [received, add] of cases) {
    const folder = await temporaryFolder();
    await writeTars(join(folder, 'train'), train);
    await writeTars(join(folder, 'val'), await tinyClasses(3, 2));
    await add(join(folder, 'train'));
    const request = { source, classes: 3, trainPerClass: 3, testPerClass: 2 };
    const error = await userError(ingest(sampleClasses, folder, request));
    expect([error.code, error.message]).toEqual([
      'ingestion/images-left-out',
      expect.stringContaining(`received also ${received}; mend`),
    ]);
    const run = await ingest(sampleClasses, folder, { ...request, onBadImage: 'skip' });
    expect(run.notes).toEqual([`left out of ${join(folder, 'train')}: ${received}`]);
  }
});

test('what is not taken of a flat folder, a flat tar and a tar of tars is counted', async () => {
  const folder = await temporaryFolder();
  const train = await tinyClasses(2, 3);
  const tars = [...train].map(([wnid, files]) => [`x/${wnid}.tar`, tarOf(files)] as const);
  await writeFile(join(folder, 'train.tar'), tarOf([...tars, ['x/readme.txt', Buffer.from('x')]]));
  const val = [...(await tinyClasses(2, 2, 'val_')).values()].flatMap((files) => [...files]);
  const others = [
    ['notes.txt', Buffer.from('x')],
    ['.hidden.JPEG', Buffer.from('x')],
  ] as const;
  await writeFile(
    join(folder, 'val.tar'),
    tarOf([...val, ...others].map(([name, bytes]) => [`./${name}`, bytes])),
  );
  await mkdir(join(folder, 'val/sub'), { recursive: true });
  for (const [name, bytes] of [...val, ...others]) await writeFile(join(folder, 'val', name), bytes);
  await writeFile(join(folder, 'synsets.txt'), [...train.keys()].join('\n'));
  await writeFile(join(folder, 'truth.txt'), '1\n1\n2\n2\n');
  const labels = { groundTruth: 'truth.txt', synsets: 'synsets.txt' };
  const request = { classes: 2, trainPerClass: 3, testPerClass: 2 };
  for (const [validation, more] of [
    ['val.tar', {}],
    ['val', { 'a folder that is no class': 1 }],
  ] as const) {
    const run = await ingest(sampleClasses, folder, {
      ...request,
      source: { train: 'train.tar', validation, ...labels },
    });
    expect(run.report).toMatchObject({ leftOut: { '.txt': 2, hidden: 1, ...more } });
  }
});

test('images of one name in two folders of a tar are two, of one name in one folder the later one', async () => {
  const folder = await temporaryFolder();
  const [red, green, blue] = [await jpeg([250, 0, 0]), await jpeg([0, 250, 0]), await jpeg([0, 0, 250])];
  const entries = [
    ['n/a/x.JPEG', red],
    ['n/b/x.JPEG', green],
    ['n/b/x.JPEG', blue],
  ] as const;
  for (const split of ['train', 'val'])
    await writeTars(join(folder, split), new Map([wnidOf(0), wnidOf(1)].map((wnid) => [wnid, new Map()])));
  for (const split of ['train', 'val'])
    for (const wnid of [wnidOf(0), wnidOf(1)])
      await writeFile(join(folder, split, `${wnid}.tar`), tarOf(entries));
  const run = await ingest(sampleClasses, folder, { source, classes: 2, trainPerClass: 2, testPerClass: 2 });
  const { classes } = await readClassSample(join(run.artifact.directory, 'sample.json'));
  expect(classes[0]!.train).toEqual(['a/x.JPEG', 'b/x.JPEG']);
  const images = await ingest(
    imagenet,
    folder,
    { source, size: 8, store: 'raw' },
    { inputs: { sample: run.artifact } },
  );
  const split = await (await images.dataset()).split('train');
  expect(
    [0, 1].map((index) =>
      split
        .image(index)
        .subarray(0, 3)
        .findIndex((value) => value > 200),
    ),
  ).toEqual([0, 2]);
});
