import { readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTinyWorkspace, hasArtifact, type TinyWorkspace } from './tiny-workspace.ts';

const PIPELINE = 'pipelines/tiny/pipeline.yaml';
const EVERYTHING = [
  'evaluate.balanced',
  'evaluate.standard',
  'glyphs',
  'report',
  'train.balanced',
  'train.standard',
];

let tiny: TinyWorkspace;

beforeAll(async () => {
  tiny = await createTinyWorkspace();
});

// Each step starts from the state that the one before it left, as a person's day goes: real Nx, its real cache, no mocks.
describe('what Nx reruns', () => {
  it('runs everything the first time, and nothing the second', async () => {
    expect(await tiny.runAndList()).toEqual(EVERYTHING);
    expect(await tiny.runAndList()).toEqual([]);
  });

  it('reruns only evaluation and report when an evaluator param changes', async () => {
    await tiny.edit(PIPELINE, 'protocol: standard', 'protocol: random');
    expect(await tiny.runAndList()).toEqual(['evaluate.balanced', 'evaluate.standard', 'report']);
  });

  it('reruns only evaluation when the evaluator source changes, and stops there when its output is equal', async () => {
    await tiny.edit('packages/evaluator/src/index.ts', 'import', '// edited\nimport');
    expect(await tiny.runAndList()).toEqual(['evaluate.balanced', 'evaluate.standard']);
  });

  it('retrains one arm alone when its batching changes', async () => {
    await tiny.edit(PIPELINE, '[standard, balanced]', '[standard, sequential]');
    expect(await tiny.runAndList()).toEqual(['evaluate.sequential', 'report', 'train.sequential']);
    await tiny.edit(PIPELINE, '[standard, sequential]', '[standard, balanced]');
    expect(await tiny.runAndList()).toEqual([]);
  });

  it('does not ingest again when the number of epochs changes', async () => {
    await tiny.edit(PIPELINE, 'epochs: 6', 'epochs: 7');
    expect(await tiny.runAndList()).toEqual(EVERYTHING.filter((name) => name !== 'glyphs'));
  });

  it('reruns nothing when files are touched, commented in YAML or changed in tests', async () => {
    const now = new Date();
    for (const file of [
      PIPELINE,
      'packages/trainer/src/index.ts',
      'packages/trainer/package.json',
      'package-lock.json',
    ]) {
      await utimes(join(tiny.root, file), now, now);
    }
    await tiny.edit(PIPELINE, 'name: tiny', '# a comment\nname: tiny');
    await tiny.write('packages/trainer/test/new.test.ts', 'export {};\n');
    expect(await tiny.runAndList()).toEqual([]);
  });

  it('stops the ripple at a stage whose output comes out equal', async () => {
    await tiny.edit('packages/trainer/src/index.ts', 'import', '// edited\nimport');
    expect(await tiny.runAndList()).toEqual(['train.balanced', 'train.standard']);
  });

  it('retrains when a builder of networks changes, and reruns nothing after it when the checkpoint comes out equal', async () => {
    await tiny.edit('packages/model-zoo/src/cifar-resnet.ts', 'import', '// edited\nimport');
    expect(await tiny.runAndList()).toEqual(['train.balanced', 'train.standard']);
  });

  it('reruns nothing when the planner words a message otherwise', async () => {
    await tiny.edit('packages/pipeline/src/schema-problems.ts', 'is no longer a key', 'is a key no more');
    expect(await tiny.runAndList()).toEqual([]);
  });

  it('retrains when a package that the trainer depends on changes, engines included, and only then', async () => {
    await tiny.write('packages/engine-tfjs/src/edited.ts', 'export {};\n');
    expect(await tiny.runAndList()).toEqual(['train.balanced', 'train.standard']);
    await tiny.write('packages/batching/src/edited.ts', 'export {};\n');
    expect(await tiny.runAndList()).toContain('train.balanced');
    await tiny.write('packages/cli/src/edited.ts', 'export {};\n');
    expect(await tiny.runAndList()).toEqual([]);
  });

  it('brings a deleted artifact back from the cache, and a damaged one', async () => {
    await rm(join(tiny.root, 'artifacts/tiny/train.balanced'), { recursive: true });
    await writeFile(join(tiny.root, 'artifacts/tiny/train.standard/payload.json'), 'damaged');
    expect(await tiny.runAndList()).toEqual([]);
    expect(hasArtifact(tiny, 'train.balanced')).toBe(true);
    expect(await readFile(join(tiny.root, 'artifacts/tiny/train.standard/payload.json'), 'utf8')).not.toBe(
      'damaged',
    );
  });

  it('reruns when an installed library of the stage changes, not when another does', async () => {
    const lock = JSON.parse(await tiny.read('package-lock.json')) as {
      packages: Record<string, { version: string; integrity?: string }>;
    };
    lock.packages['node_modules/prettier']!.version = '0.0.1';
    await tiny.write('package-lock.json', JSON.stringify(lock));
    expect(await tiny.runAndList()).toEqual([]);
    const name = 'node_modules/fastest-levenshtein';
    lock.packages[name] = { ...lock.packages[name]!, version: '1.0.17', integrity: 'sha512-another' };
    await tiny.write('package-lock.json', JSON.stringify(lock));
    expect(await tiny.runAndList()).toContain('glyphs');
  });

  it('runs one instance with what it needs, and nothing else', async () => {
    await rm(join(tiny.root, 'artifacts'), { recursive: true });
    expect(await tiny.runAndList('tiny.evaluate.balanced:run')).toEqual([]);
    const restored = (await readdir(join(tiny.root, 'artifacts/tiny'))).toSorted();
    expect(restored).toEqual(['evaluate.balanced', 'glyphs', 'train.balanced']);
  });

  it('reruns when data that Nx does not see changes: a folder beside the pipeline, ignored by git', async () => {
    await tiny.write('.gitignore', `${await tiny.read('.gitignore')}\nimages/\n`);
    await tiny.write('pipelines/tiny/images/a.png', 'a');
    await tiny.edit(PIPELINE, 'seed: 0', 'seed: 0, folder: ./images');
    expect(await tiny.runAndList('tiny.glyphs:run')).toEqual(['glyphs']);
    expect(await tiny.runAndList('tiny.glyphs:run')).toEqual([]);
    await tiny.write('pipelines/tiny/images/b.png', 'b');
    expect(await tiny.runAndList('tiny.glyphs:run')).toEqual(['glyphs']);
  });

  it('reruns engine stages when the environment chooses another engine, and no others', async () => {
    expect(await tiny.runAndList('tiny:run')).toEqual(expect.not.arrayContaining(['glyphs']));
    expect(await tiny.runAndList('tiny:run', { BATCHMATES_ENGINE: 'tfjs-cpu' })).toEqual([
      'train.balanced',
      'train.standard',
    ]);
    expect(await tiny.runAndList('tiny:run', { BATCHMATES_DATA: '/elsewhere' })).toEqual([]);
  });

  it('refuses forwarded arguments instead of caching what they did not do', async () => {
    const result = await tiny.nx(['run', 'tiny.train.balanced:run', '--epochs=9']);
    expect(result.code).not.toBe(0);
    expect(result.stdout + result.stderr).toContain("'epochs' is not found in schema");
  });

  it('shows the mistakes of a broken pipeline, one line each, and still runs the others', async () => {
    mkdirSync(join(tiny.root, 'pipelines/other'));
    await tiny.write(
      'pipelines/other/pipeline.yaml',
      'name: other\nstages:\n  glyphs: { uses: ingestion/glyphs }\n',
    );
    await tiny.edit(PIPELINE, 'epochs: 7', 'epoch: 7');
    const broken = await tiny.runTarget('tiny.train.balanced:run');
    expect(broken.code).toBe(1);
    expect(broken.stdout + broken.stderr).toMatch(
      /pipelines\/tiny\/pipeline\.yaml:\d+:\d+ stages\.train\.with\.epoch is not known here.*did you mean "epochs"\?/,
    );
    expect(broken.stdout + broken.stderr).not.toContain('    at ');
    expect(await tiny.runAndList('other:run')).toEqual(['glyphs']);
  });
});
