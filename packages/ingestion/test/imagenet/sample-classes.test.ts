import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readClassSample, type ClassSample } from '../../src/imagenet/class-sample.ts';
import { sampleClasses } from '../../src/index.ts';
import { runStage, temporaryFolder, userError, userErrors } from '../run-stage.ts';
import { tarOf } from '../tar-of.ts';
import { tinyClasses, wnidOf, writeFolders, writeTarOfTars, writeTars } from './tiny-imagenet.ts';

type Params = Parameters<typeof runStage<typeof sampleClasses.params>>[2];

const source = { train: 'train', validation: 'val' };

async function sample(folder: string, params: Partial<Params>): Promise<ClassSample> {
  const run = await runStage(sampleClasses, folder, { source, trainPerClass: 3, testPerClass: 2, ...params });
  return readClassSample(join(run.directory, 'sample.json'));
}

async function twelveClasses(folder: string): Promise<void> {
  await writeTars(join(folder, 'train'), await tinyClasses(12, 5));
  await writeTars(join(folder, 'val'), await tinyClasses(12, 2, 'val_'));
}

test('samples of the same seed are nested, in order; another seed draws others', async () => {
  await using folder = await temporaryFolder();
  await twelveClasses(folder.path);
  const [three, seven, all] = [
    await sample(folder.path, { classes: 3 }),
    await sample(folder.path, { classes: 7 }),
    await sample(folder.path, { classes: 12 }),
  ];
  expect(seven.classes.slice(0, 3)).toEqual(three.classes);
  expect(all.classes.slice(0, 7)).toEqual(seven.classes);
  expect(new Set(all.classes.map(({ wnid }) => wnid)).size).toBe(12);
  expect(await sample(folder.path, { classes: 3 })).toEqual(three);
  expect((await sample(folder.path, { classes: 12, seed: 1 })).classes).not.toEqual(all.classes);
  for (const { train, test } of three.classes) {
    expect([train.length, test.length, new Set(train).size]).toEqual([3, 2, 3]);
    expect(train).toEqual([...train].sort());
  }
});

test('every form in which the files may lie gives the same sample', async () => {
  await using folder = await temporaryFolder();
  const [train, val] = [await tinyClasses(4, 3), await tinyClasses(4, 2, 'val_')];
  await writeTars(join(folder.path, 'tars'), train);
  await writeFolders(join(folder.path, 'folders'), train);
  await writeTarOfTars(join(folder.path, 'one.tar'), train);
  await writeFolders(join(folder.path, 'val'), val);
  // The flat form: sorted names, class numbers in the same order, wnids by number.
  const flat = [...val].flatMap(([wnid, files]) =>
    [...files].map(([name, bytes]) => ({ wnid, name, bytes })),
  );
  await mkdir(join(folder.path, 'flat'));
  for (const { name, bytes } of flat) await writeFile(join(folder.path, 'flat', name), bytes);
  await writeFile(join(folder.path, 'flat.tar'), tarOf(flat.map(({ name, bytes }) => [name, bytes])));
  await writeFile(
    join(folder.path, 'synsets.txt'),
    [...val.keys()]
      .reverse()
      .map((wnid) => `${wnid} name of ${wnid}, other\n`)
      .join(''),
  );
  const sorted = flat.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const numbers = sorted.map(({ wnid }) => [...val.keys()].reverse().indexOf(wnid) + 1);
  await writeFile(join(folder.path, 'truth.txt'), `${numbers.join('\n')}\n`);
  const labels = { groundTruth: 'truth.txt', synsets: 'synsets.txt' };
  const expected = await sample(folder.path, {
    source: { train: 'tars', validation: 'val', synsets: 'synsets.txt' },
    classes: 4,
  });
  expect(expected.classes[0]!.name).toBe(`name of ${expected.classes[0]!.wnid}`);
  for (const form of ['folders', 'one.tar']) {
    expect(
      await sample(folder.path, {
        source: { train: form, validation: 'val', synsets: 'synsets.txt' },
        classes: 4,
      }),
    ).toEqual(expected);
  }
  for (const validation of ['flat', 'flat.tar']) {
    expect(
      await sample(folder.path, { source: { train: 'tars', validation, ...labels }, classes: 4 }),
    ).toEqual(expected);
  }
});

test('classes may be named; a drawn class with too few images makes way, a named one is an error', async () => {
  await using folder = await temporaryFolder();
  const train = new Map([...(await tinyClasses(4, 3)), [wnidOf(9), new Map()]]);
  await writeTars(join(folder.path, 'train'), train);
  await writeTars(join(folder.path, 'val'), await tinyClasses(10, 2));
  const named = await sample(folder.path, { classes: [wnidOf(2), wnidOf(0)] });
  expect(named.classes.map(({ wnid }) => wnid)).toEqual([wnidOf(2), wnidOf(0)]);
  const drawn = await sample(folder.path, { classes: 4 });
  expect(drawn.classes.map(({ wnid }) => wnid)).not.toContain(wnidOf(9));
  const { message } = await userError(sample(folder.path, { classes: [wnidOf(9), wnidOf(0)] }));
  expect(message).toMatch(/class n00000009 .*: expected 3 images, received 0/);
  expect((await userError(sample(folder.path, { classes: 5 }))).message).toMatch(
    /expected 5 classes .*received 4 such among 5/,
  );
  const twice = sample(folder.path, { classes: [wnidOf(1), wnidOf(1)] });
  expect((await userError(twice)).message).toContain('n00000001 twice');
});

test('duplicate wnids, a wrong ground truth and a wrong synset list are named', async () => {
  await using folder = await temporaryFolder();
  const classes = await tinyClasses(2, 3);
  await twelveClasses(folder.path);
  const tar = tarOf(classes.get(wnidOf(0))!);
  await writeFile(
    join(folder.path, 'one.tar'),
    tarOf([
      ['n00000000.tar', tar],
      ['again/n00000000.tar', tar],
    ]),
  );
  const params = (more: object) => ({ source: { ...source, ...more } });
  expect((await userError(sample(folder.path, params({ train: 'one.tar' })))).message).toContain(
    'n00000000 twice',
  );
  await mkdir(join(folder.path, 'flat'));
  await writeFile(join(folder.path, 'flat/a.JPEG'), 'x');
  const flat = { validation: 'flat', groundTruth: 'truth.txt', synsets: 'synsets.txt' };
  expect((await userError(sample(folder.path, params({ validation: 'flat' })))).code).toBe(
    'imagenet/no-labels',
  );
  await writeFile(join(folder.path, 'synsets.txt'), 'n00000000\nn00000001\n');
  for (const [text, message] of [
    ['1\n2\n', /truth.txt: expected 1 lines.*received 2/],
    ['3\n', /truth.txt, line 1: expected a class number from 1 to 2, received 3/],
    ['', /received 0/],
  ] as const) {
    await writeFile(join(folder.path, 'truth.txt'), text);
    expect((await userError(sample(folder.path, params(flat)))).message).toMatch(message);
  }
  for (const text of ['n1 cat', 'n00000000\nn00000000']) {
    await writeFile(join(folder.path, 'synsets.txt'), text);
    expect((await userError(sample(folder.path, params(flat)))).code).toBe('imagenet/synsets');
  }
});

test('classes bear the names of WordNet, told apart where two share one', async () => {
  await using folder = await temporaryFolder();
  const files = (await tinyClasses(1, 3)).get(wnidOf(0))!;
  // The fish, two cranes (the bird and the machine), and a class that nobody knows.
  const wnids = ['n01440764', 'n02012849', 'n03126707', 'n00000001'];
  for (const split of ['train', 'val']) {
    await writeTars(join(folder.path, split), new Map(wnids.map((wnid) => [wnid, files])));
  }
  const { classes } = await sample(folder.path, { classes: wnids });
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
  await using folder = await temporaryFolder();
  await twelveClasses(folder.path);
  await mkdir(join(folder.path, 'empty'));
  await writeFile(join(folder.path, 'text'), Buffer.alloc(2048, 'text'));
  await writeFile(join(folder.path, 'empty.tar'), tarOf([]));
  for (const [train, code] of [
    ['nowhere', 'ingestion/no-source'],
    ['empty', 'imagenet/no-source'],
    ['empty.tar', 'imagenet/no-source'],
    ['text', 'imagenet/bad-tar'],
  ] as const) {
    expect((await userError(sample(folder.path, { source: { train, validation: 'val' } }))).code).toBe(code);
  }
});

test('a sample is readable JSON; all mistakes of an edited one are reported at once', async () => {
  await using folder = await temporaryFolder();
  await twelveClasses(folder.path);
  const run = await runStage(sampleClasses, folder.path, {
    source,
    classes: 2,
    trainPerClass: 3,
    testPerClass: 2,
  });
  const path = join(run.directory, 'sample.json');
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
