import { appendFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlannedInstance } from '@batchmates/pipeline';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { localDigest, plannedDigest, workDigest } from '../../src/digest/instance-digests.ts';
import { withNeeds } from '../../src/digest/standing-artifacts.ts';
import { smallWorld, trainStage, type SmallWorld } from './support/small-world.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Something that happens after the training, and what is said of it. */
interface Change {
  readonly what: string;
  /** What the training is from the start, where it is another. */
  readonly before?: Partial<PlannedInstance>;
  /** What of the training is another afterwards. */
  readonly now?: Partial<PlannedInstance>;
  readonly apply?: (world: SmallWorld) => Promise<unknown> | void;
  /** Why it would rerun, word by word or as a pattern; none where it would not. */
  readonly why: readonly (string | RegExp)[];
}

const LOCK = 'package-lock.json';
const edit = (file: string, from: string, to: string): Pick<Change, 'apply'> => ({
  apply: (world) => world.edit(file, from, to),
});
const append = (file: string): Pick<Change, 'apply'> => ({
  apply: ({ root }) => appendFile(join(root, file), ' '),
});
const variable = (name: string, value: string): Pick<Change, 'apply'> => ({
  apply: () => {
    vi.stubEnv(name, value);
  },
});
const native = (version: string): Pick<Change, 'apply'> => ({
  apply: ({ native: versions }) => void versions.set('quick', version),
});
const params = { epochs: 5, batching: { kind: 'standard' }, path: './pictures', saveEvery: 1 };
const choosing = (kind: string): Pick<Change, 'before'> => ({
  before: { params: { ...params, batching: [{ kind: 'standard' }, { kind }] } },
});
const trainer = { why: ['sources of the package @batchmates/trainer changed'] };
const library = { why: [/^installed library: "1\.0\.0\+[0-9a-f]{8}" -> "1\.0\.0\+[0-9a-f]{8}"$/] };

const changes: readonly Change[] = [
  { what: 'nothing', why: [] },
  { what: 'a param', now: { params: { ...params, epochs: 6 } }, why: ['with.epochs: 5 -> 6'] },
  { what: 'a param more', now: { params: { ...params, rate: 0.5 } }, why: ['with.rate: absent -> 0.5'] },
  { what: 'a param without effect', now: { params: { ...params, saveEvery: 2 } }, why: [] },
  {
    what: 'a param inside another',
    now: { params: { ...params, batching: { kind: 'standard', size: 2 } } },
    why: ['with.batching: { "kind": "standard" } -> { "kind": "standard", "size": 2 }'],
  },
  { what: 'a value of the matrix', now: { variant: { seed: 2 } }, why: ['matrix.seed: 1 -> 2'] },
  {
    what: 'the stage',
    now: { uses: 'trainer/again' },
    why: ['uses: trainer/train -> trainer/again'],
  },
  { what: 'the name of the stage in the file', now: { stageName: 'training' }, why: [] },
  { what: 'code of the stage', ...append('packages/trainer/src/index.ts'), ...trainer },
  {
    what: 'code in a folder called testing',
    ...append('packages/trainer/src/deep/testing/laws.ts'),
    ...trainer,
  },
  { what: 'laws that are lent to tests', ...append('packages/trainer/src/testing/laws.ts'), why: [] },
  { what: 'tests', ...append('packages/trainer/test/trainer.test.ts'), why: [] },
  {
    what: 'what a package exports',
    ...edit('packages/trainer/package.json', './src/index.ts', './src/deep/index.ts'),
    ...trainer,
  },
  {
    what: 'in which version it asks for another package of the project',
    ...edit('packages/trainer/package.json', '"@batchmates/shared":"*"', '"@batchmates/shared":"2.0.0"'),
    why: [],
  },
  {
    what: 'the module system of a package',
    ...edit('packages/trainer/package.json', '"module"', '"commonjs"'),
    ...trainer,
  },
  {
    what: 'the description of a package',
    ...edit('packages/trainer/package.json', '"type"', '"description":"trains","type"'),
    why: [],
  },
  {
    what: 'code of a package that the stage depends on',
    ...append('packages/shared/src/index.ts'),
    why: ['sources of the package common changed'],
  },
  {
    what: 'code of an engine',
    ...append('packages/quick/src/index.ts'),
    why: ['sources of the package quick changed'],
  },
  {
    what: 'code of an engine, under a stage without engines',
    before: { stage: { ...trainStage, usesEngine: false } },
    ...append('packages/quick/src/index.ts'),
    why: [],
  },
  { what: 'code of another package', ...append('packages/other/src/index.ts'), why: [] },
  {
    what: 'the version of a library',
    ...edit(LOCK, '"1.0.0"', '"1.0.1"'),
    why: [/^installed library: "1\.0\.0\+[0-9a-f]{8}" -> "1\.0\.1\+[0-9a-f]{8}"$/],
  },
  { what: 'the contents of a library', ...edit(LOCK, 'sha512-a', 'sha512-b'), ...library },
  { what: 'a dependency of a library', ...edit(LOCK, '"2.0.0"', '"2.0.1"'), ...library },
  { what: 'an optional one', ...edit(LOCK, '"3.0.0"', '"3.0.1"'), ...library },
  { what: 'one that stands beside it', ...edit(LOCK, '"4.0.0"', '"4.0.1"'), ...library },
  {
    what: 'one that people install beside an engine',
    ...edit(LOCK, '"7.0.0"', '"7.0.1"'),
    why: [/^installed runtime: "7\.0\.0\+[0-9a-f]{8}" -> "7\.0\.1\+[0-9a-f]{8}"$/],
  },
  {
    what: 'the first one of these',
    ...edit(LOCK, '"node_modules/runtime"', '"node_modules/uninstalled"'),
    why: [/^installed runtime: "7\.0\.0\+[0-9a-f]{8}" -> "absent"$/, /^installed uninstalled: "absent" -> /],
  },
  {
    what: 'the same, under a stage without engines',
    before: { stage: { ...trainStage, usesEngine: false } },
    ...edit(LOCK, '"7.0.0"', '"7.0.1"'),
    why: [],
  },
  { what: 'the version of a tool', ...edit(LOCK, '"5.0.0"', '"5.0.1"'), why: [] },
  { what: 'a library that no import leads to', ...edit(LOCK, '"6.0.0"', '"6.0.1"'), why: [] },
  {
    what: 'a module that a param names',
    ...choosing('./mine.ts'),
    ...append('pipelines/p/mine.ts'),
    why: ['pipelines/p/mine.ts changed'],
  },
  {
    what: 'what it imports',
    ...choosing('./mine.ts'),
    ...append('pipelines/p/part.ts'),
    why: ['pipelines/p/part.ts changed'],
  },
  {
    what: 'a library that it imports',
    ...choosing('./mine.ts'),
    ...edit(LOCK, '"6.0.0"', '"6.0.1"'),
    why: [/^installed @scope\/tool: "6\.0\.0\+[0-9a-f]{8}" -> "6\.0\.1\+[0-9a-f]{8}"$/],
  },
  {
    what: 'a package of the workspace that it imports',
    ...choosing('./mine.ts'),
    ...append('packages/other/src/index.ts'),
    why: ['sources of the package other changed'],
  },
  {
    what: 'a module with a mistake in it, and a file beside it',
    ...choosing('./broken.ts'),
    apply: async (world) => world.write('pipelines/p/beside.txt', 'beside'),
    why: ['pipelines/p changed'],
  },
  {
    what: 'an installed package that a param chooses, linked: its files count',
    ...choosing('my-strategies'),
    ...append('node_modules/my-strategies/index.js'),
    why: [/^installed my-strategies: "[0-9a-f]{64}" -> "[0-9a-f]{64}"$/],
  },
  {
    what: 'what is installed inside of it',
    ...choosing('my-strategies'),
    ...append('node_modules/my-strategies/node_modules/its-own/index.js'),
    why: [],
  },
  {
    what: 'what git keeps of it',
    ...choosing('my-strategies'),
    apply: (world) => world.write('node_modules/my-strategies/.git/HEAD', 'main'),
    why: [],
  },
  {
    what: 'a file of it that is called nearly so',
    ...choosing('my-strategies'),
    apply: (world) => world.write('node_modules/my-strategies/not.git', 'main'),
    why: [/^installed my-strategies: /],
  },
  {
    what: 'that package gone',
    ...choosing('my-strategies'),
    apply: ({ root }) => rm(join(root, 'node_modules/my-strategies'), { recursive: true }),
    why: [/^installed my-strategies: "[0-9a-f]{64}" -> "absent"$/],
  },
  {
    what: 'data that a param names',
    ...append('pipelines/p/pictures/a.png'),
    why: ['the data in pipelines/p/pictures changed'],
  },
  {
    what: 'a new file in it',
    apply: (world) => world.write('pipelines/p/pictures/b.png', 'b'),
    why: ['the data in pipelines/p/pictures changed'],
  },
  {
    what: 'a new file that is called like a word among the params',
    apply: (world) => world.write('pipelines/p/standard', 'x'),
    why: [],
  },
  {
    what: 'data that no param names',
    ...append('pipelines/p/elsewhere.png'),
    why: [],
  },
  {
    what: 'a variable that the stage declares',
    ...variable('COLOUR', 'red'),
    why: ['environment variable COLOUR: null -> "red"'],
  },
  { what: 'another variable', ...variable('COLOURS', 'red'), why: [] },
  {
    what: 'what `engine: auto` stands for',
    ...variable('BATCHMATES_ENGINE', 'quick'),
    why: ['environment variable BATCHMATES_ENGINE: null -> "quick"'],
  },
  {
    what: 'the native library of an engine that `auto` may take',
    ...native('2.0.0'),
    why: ['installed library of quick: "1.0.0" -> "2.0.0"'],
  },
  {
    what: 'the native library of an engine to which `auto` does not come, as another is there',
    apply: ({ native: versions }) => void versions.set('other', '2.0.0'),
    why: [],
  },
  {
    what: 'the native library of the engine that a param names',
    before: { params: { ...params, engine: 'quick' } },
    ...native('2.0.0'),
    why: ['installed library of quick: "1.0.0" -> "2.0.0"'],
  },
  {
    what: 'the native library of an engine, where a param names another',
    before: { params: { ...params, engine: 'other' } },
    ...native('2.0.0'),
    why: [],
  },
  {
    what: 'the native library of an engine, under a stage without engines',
    before: { stage: { ...trainStage, usesEngine: false } },
    ...native('2.0.0'),
    why: [],
  },
  { what: 'BATCHMATES_ENGINE=auto', ...variable('BATCHMATES_ENGINE', 'auto'), why: [] },
  { what: 'BATCHMATES_ENGINE set and empty', ...variable('BATCHMATES_ENGINE', ''), why: [] },
  {
    what: 'BATCHMATES_ENGINE where a param names the engine',
    before: { params: { ...params, engine: 'quick' } },
    ...variable('BATCHMATES_ENGINE', 'other'),
    why: [],
  },
  {
    what: 'BATCHMATES_ENGINE, under a stage without engines',
    before: { stage: { ...trainStage, usesEngine: false } },
    ...variable('BATCHMATES_ENGINE', 'quick'),
    why: [],
  },
  {
    what: 'another artifact as its input',
    apply: (world) => world.make(world.images, 'two'),
    why: ['in.dataset: the artifact of images is another one'],
  },
  {
    what: 'an equal artifact as its input',
    apply: (world) => world.make(world.images),
    why: [],
  },
  {
    what: 'an input more',
    now: { inputs: { dataset: ['images', 'images'] } },
    why: ['in.dataset: read 1 artifacts, now 2'],
  },
  {
    what: 'an input less',
    now: { inputs: {} },
    why: ['in.dataset: read 1 artifacts, now 0'],
  },
  {
    what: 'its input gone',
    apply: ({ root }) => rm(join(root, 'artifacts/p/images'), { recursive: true }),
    why: [],
  },
  {
    what: 'its run.json gone',
    apply: ({ root }) => rm(join(root, 'artifacts/p/train/run.json')),
    why: ['its run.json does not say what it was made from'],
  },
  {
    what: 'two things at once',
    now: { params: { ...params, epochs: 6 } },
    ...append('packages/shared/src/index.ts'),
    why: ['with.epochs: 5 -> 6', 'sources of the package common changed'],
  },
];

describe('a training reruns, and `why` says so, after a change of', () => {
  test.each(changes)('$what', async ({ before, now, apply, why }) => {
    const world = await smallWorld(before === undefined ? {} : { train: before });
    await world.write('pipelines/p/broken.ts', 'import {');
    await world.make(world.images);
    await world.make(world.train);
    await apply?.(world);
    const verdict = (await world.why({ ...world.train, ...now })).at(-1);
    expect(verdict).toMatchObject({ instance: 'train', missing: false });
    const { reasons } = verdict!;
    expect(reasons).toEqual(
      why.map((each): unknown => (typeof each === 'string' ? each : expect.stringMatching(each))),
    );
  });
});

describe('why', () => {
  test('of instances without an artifact: never run, or damaged', async () => {
    const world = await smallWorld();
    expect(await world.why(world.train)).toMatchObject([
      { instance: 'images', missing: true, reasons: ['never run'], follows: [] },
      { instance: 'train', missing: true, reasons: ['never run'], follows: [] },
    ]);
    const { directory } = await world.make(world.images);
    await rm(join(directory, 'artifact.json'));
    expect(await world.why(world.images)).toMatchObject([
      { instance: 'images', missing: true, reasons: [expect.stringContaining(directory)], follows: [] },
    ]);
  });

  test('names what reads something that would rerun, and what has changed where that has not run yet', async () => {
    const world = await smallWorld();
    await world.make(world.images);
    await world.make(world.train);
    const reads = { ...world.train, name: 'test', inputs: { dataset: ['train'], more: ['images', 'train'] } };
    await world.make(reads);
    await appendFile(join(world.folder, 'elsewhere.png'), ' ');
    const verdicts = await world.why({ ...world.train }, reads);
    expect(verdicts).toMatchObject([
      {
        instance: 'images',
        missing: false,
        reasons: ['the data in pipelines/p/elsewhere.png changed'],
        follows: [],
      },
      { instance: 'train', missing: false, reasons: [], follows: ['images'] },
      { instance: 'test', missing: false, reasons: [], follows: ['train', 'images'] },
    ]);
    await rm(join(world.root, 'artifacts/p/train'), { recursive: true });
    expect(await world.why(world.train, { ...reads, variant: { seed: 3 } })).toMatchObject([
      {},
      { missing: true, reasons: ['never run'], follows: [] },
      { reasons: ['matrix.seed: 1 -> 3'], follows: ['train', 'images'] },
    ]);
  });

  test('needs are found through others, each once, and nothing else', async () => {
    const { train, images, plan } = await smallWorld();
    const last = { ...train, name: 'last', inputs: { results: ['train'] } };
    const names = (name: string) => [...withNeeds(plan([images, train, last]), name)].toSorted();
    expect(names('last')).toEqual(['images', 'last', 'train']);
    expect(names('train')).toEqual(['images', 'train']);
    expect(names('images')).toEqual(['images']);
  });
});

describe('digests', () => {
  test('a workspace that was moved, and another name of pipeline and instance, give the same', async () => {
    const world = await smallWorld();
    const named = { ...world.train, params: { ...world.train.params, batching: { kind: './mine.ts' } } };
    const digest = async (instance: PlannedInstance) =>
      (await localDigest({ ...world.plan(), name: 'q' }, instance, await world.context())).local;
    const other = await smallWorld();
    const there = await localDigest(other.plan(), named, await other.context());
    expect(await digest({ ...named, name: 'mine' })).toBe(there.local);
    // What stands at either of two places counts by its name, wherever that is.
    const images = await digest(world.images);
    await rename(join(world.folder, 'elsewhere.png'), join(world.folder, 'nowhere.png'));
    expect(await digest(world.images)).not.toBe(images);
  });

  test('installed packages are those of the implementation, of chosen packages and of modules that are named', async () => {
    const world = await smallWorld();
    const ofEngines = ['runtime', 'uninstalled'];
    const installed = async (changed: Partial<PlannedInstance>) => {
      const all = Object.keys((await inputsOf(world, changed)).externals);
      expect(all).toEqual(expect.arrayContaining(ofEngines));
      return all.filter((name) => !name.startsWith('library of ') && !ofEngines.includes(name)).toSorted();
    };
    const choosing = (kind: string) => ({ params: { ...params, batching: { kind } } });
    expect(await installed({})).toEqual(['library']);
    expect(await installed(choosing('./mine.ts'))).toEqual(['@scope/tool', 'library']);
    expect(await installed(choosing('my-strategies'))).toEqual(['library', 'my-strategies']);
    expect(await installed({ uses: './part.ts' })).toEqual([]);
    expect(await installed({ uses: './mine.ts' })).toEqual(['@scope/tool']);
  });

  test('variables are those of the stage and, where the engine is chosen by itself, that of the engine', async () => {
    const world = await smallWorld();
    const variables = async (changed: Partial<PlannedInstance>) =>
      Object.keys((await inputsOf(world, changed)).environment);
    expect(await variables({})).toEqual(['BATCHMATES_ENGINE', 'COLOUR']);
    expect(await variables({ stage: { ...trainStage, usesEngine: false } })).toEqual(['COLOUR']);
    expect(await variables({ params: { ...params, engine: 'quick' } })).toEqual(['COLOUR']);
  });

  test('files of a module are those that Node would import', async () => {
    const world = await smallWorld();
    await world.write('pipelines/p/package.json', { browser: { './part.ts': './elsewhere.ts' } });
    await world.write('pipelines/p/elsewhere.ts', 'export {};');
    const { modules } = await inputsOf(world, { uses: './mine.ts' });
    expect(modules.map(({ files }) => Object.keys(files).toSorted())).toEqual([['mine.ts', 'part.ts']]);
  });

  test('a place where data may be, and are not, does not count', async () => {
    const world = await smallWorld();
    const digest = async (...names: string[]) => {
      const stage: PlannedInstance['stage'] = {
        ...world.images.stage,
        sources: () => names.map((name) => join(world.folder, name)),
      };
      return (await localDigest(world.plan(), { ...world.images, stage }, await world.context())).local;
    };
    const one = await digest('elsewhere.png');
    expect(await digest('nowhere.png', 'elsewhere.png', 'anywhere.png')).toBe(one);
    expect(await digest('nowhere.png')).not.toBe(one);
  });

  test('the type of what is left counts', async () => {
    const world = await smallWorld();
    const digest = async (output: string) =>
      (await localDigest(world.plan(), { ...world.train, output }, await world.context())).local;
    expect(await digest('network')).not.toBe(await digest('checkpoint'));
  });

  test('of work: the local digest and what is read, by input and in order; an input that reads nothing is none', () => {
    const digests = [
      workDigest('a', {}),
      workDigest('b', {}),
      workDigest('a', { one: ['x', 'y'] }),
      workDigest('a', { one: ['y', 'x'] }),
      workDigest('a', { two: ['x', 'y'] }),
    ];
    expect(new Set(digests).size).toBe(5);
    expect(workDigest('a', { one: [] })).toBe(digests[0]);
    expect(workDigest('a', { none: [], one: ['x', 'y'] })).toBe(digests[2]);
  });

  test('as they are planned, small files count by their content, too', async () => {
    const world = await smallWorld();
    const digest = async () => plannedDigest(world.plan(), world.train, await world.context());
    const before = await digest();
    expect(before).toBe((await localDigest(world.plan(), world.train, await world.context())).local);
    await appendFile(join(world.folder, 'pictures/a.png'), ' ');
    expect(await digest()).not.toBe(before);
  });
});

/** What the training depends on, besides its params and what it reads. */
async function inputsOf(world: SmallWorld, changed: Partial<PlannedInstance>) {
  const instance = { ...world.train, ...changed };
  return (await localDigest(world.plan(), instance, await world.context())).cacheInputs;
}
