// A folder of one's own as users make it: from a registry, outside the repository.
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NEW_PARTS, REPORT_LINE } from './first-report.ts';
import { openLocalRegistry, type LocalRegistry } from './local-registry.ts';
import { publishAll } from './publish-all.ts';
import { studyFolderAt, type StudyFolder } from './study-folder.ts';

let registry: LocalRegistry;

beforeAll(async () => {
  registry = await openLocalRegistry(await temporaryFolder());
  await publishAll(registry);
}, 600_000);

afterAll(async () => registry.close());

/** A folder that is not there yet. */
const newStudy = async () => studyFolderAt(join(await temporaryFolder(), 'my-study'), registry);

describe('npm create batchmates', () => {
  let study: StudyFolder;

  it('makes a folder in which `npm run first` runs to its report', async () => {
    study = await newStudy();
    const created = await study.run('npm', ['create', '--yes', 'batchmates@latest', study.root]);
    expect(created.stdout).toMatch(/ {2}npm run first\n$/);
    expect((await readdir(study.root)).sort()).toEqual(
      ['.gitignore', 'node_modules', 'nx.json', 'package-lock.json', 'package.json', 'pipelines'].sort(),
    );
    const first = await study.run('npm', ['run', 'first']);
    expect(first.stdout).toContain(REPORT_LINE);
    process.stdout.write(
      `created in ${created.seconds.toFixed(0)} s, first report in ${first.seconds.toFixed(0)} s\n`,
    );
  }, 600_000);

  it('has parts of `batchmates new` that are type-checked and tested there', async () => {
    for (const [kind, name] of Object.entries(NEW_PARTS)) await study.batchmates('new', kind, name);
    await study.run('npm', ['run', 'check']);
    expect((await study.run('npm', ['test'])).stdout).toMatch(/4 passed/);
  });

  it('trains one arm when its strategy is edited, and nothing else', async () => {
    await study.edit('pipelines/first/pipeline.yaml', '[standard, balanced]', '[standard, ./neighbours.ts]');
    await study.edit('pipelines/first/pipeline.yaml', 'epochs: 8', 'epochs: 1');
    await study.edit(
      'pipelines/first/pipeline.yaml',
      'stages:\n',
      'stages:\n  class-counts: { uses: ./class-counts.ts, in: { dataset: glyphs } }\n',
    );
    await study.run('npm', ['run', 'first']);
    const before = await study.runRecords('first');
    await study.edit('pipelines/first/neighbours.ts', 'default(2)', 'default(3)');
    await study.run('npm', ['run', 'first']);
    const after = await study.runRecords('first');
    const again = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(again).toContain('train.neighbours');
    expect(again.filter((name) => name !== 'report' && !name.includes('neighbours'))).toEqual([]);
  }, 600_000);

  it('is asked for nothing more: `init` there adds nothing', async () => {
    expect((await study.batchmates('init')).stdout).toMatch(/nothing to add\n$/);
  });
});

it('npm create batchmates -- --no-nx makes one without Nx', async () => {
  const study = await newStudy();
  await study.run('npm', ['create', '--yes', 'batchmates@latest', study.root, '--', '--no-nx']);
  expect(await readdir(join(study.root, 'node_modules'))).not.toContain('nx');
  expect(await readdir(study.root)).not.toContain('nx.json');
  expect((await study.run('npm', ['run', 'first'])).stdout).toContain(REPORT_LINE);
}, 600_000);

it('batchmates init makes one of a project of CommonJS that is there, with a library in another version', async () => {
  const root = await temporaryFolder();
  const study = await studyFolderAt(root, registry);
  const files = {
    'package.json':
      '{\n    "name": "theirs",\n    "scripts": { "test": "node --test" },\n    "dependencies": { "ts-pattern": "^4.3.0" }\n}\n',
    'tsconfig.json': '{ "compilerOptions": { "strict": false }, "files": ["index.ts"] } // ours\n',
    'index.ts': 'module.exports = 1;\n',
  };
  for (const [file, text] of Object.entries(files)) await writeFile(join(root, file), text);
  await study.run('npm', ['install', '--save-dev', 'batchmates']);
  const { stdout } = await study.batchmates('init', '--no-nx');
  expect(stdout).toContain('left in package.json: script test');
  await study.run('npm', ['install']);
  for (const file of ['tsconfig.json', 'index.ts'] as const)
    expect(await readFile(join(root, file), 'utf8')).toBe(files[file]);
  for (const [kind, name] of Object.entries(NEW_PARTS)) await study.batchmates('new', kind, name);
  await study.run('npm', ['run', 'check']);
  // From a package of CommonJS, modules beside pipelines are loaded as what they are.
  await mkdir(join(root, 'data'));
  await writeFile(join(root, 'data/labels.csv'), `label\n${'a\nb\n'.repeat(10)}`);
  const batches = ['--labels', 'data/labels.csv', '--batching', './pipelines/first/neighbours.ts'];
  expect((await study.batchmates('batches', ...batches)).stdout).toContain(
    '10 batches an epoch, of 2 images',
  );
}, 600_000);
