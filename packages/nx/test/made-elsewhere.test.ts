import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createTinyWorkspace, hasArtifact, type TinyWorkspace } from './tiny-workspace.ts';

// Each starts Nx or the command line several times.

let tiny: TinyWorkspace;
const run = (instance: string) =>
  tiny.batchmates(['run', 'tiny', instance], { BATCHMATES_RAN: join(tiny.root, 'ran.log') });
const INSTANCES = [
  'glyphs',
  'train.standard',
  'train.balanced',
  'evaluate.standard',
  'evaluate.balanced',
  'report',
];

beforeAll(async () => {
  tiny = await createTinyWorkspace();
  // As jobs on other machines do, without Nx.
  for (const instance of INSTANCES) expect(await run(instance)).toMatchObject({ code: 0 });
});

// Each step starts from the state that the one before it left; real Nx and its real cache.
it('Nx runs nothing on artifacts that were made without it, and puts them into its cache', async () => {
  const { code, ran, stdout } = await tiny.runTarget('tiny:run');
  expect(ran).toEqual([]);
  expect(stdout).toContain('tiny.train.balanced: up to date');
  expect(code).toBe(0);
  await rm(join(tiny.root, 'artifacts'), { recursive: true });
  expect(await tiny.runAndList()).toEqual([]);
  expect(hasArtifact(tiny, 'report')).toBe(true);
});

it('a job runs nothing on what Nx made, and only what is damaged', async () => {
  expect((await run('train.balanced')).stdout).toBe('tiny.train.balanced: up to date\n');
  await writeFile(join(tiny.root, 'artifacts/tiny/train.balanced/payload.json'), 'damaged');
  expect((await run('train.balanced')).stdout).toBe(
    'tiny.train.balanced: checkpoint in artifacts/tiny/train.balanced\n',
  );
});

it('Nx leaves what a forced run made, and never restores what it had cached before', async () => {
  const record = () => tiny.read('artifacts/tiny/glyphs/run.json');
  const ran = { BATCHMATES_RAN: join(tiny.root, 'ran.log') };
  const before = await record();
  expect(await tiny.batchmates(['run', 'tiny', 'glyphs', '--force'], ran)).toMatchObject({ code: 0 });
  const forced = await record();
  expect(forced).not.toBe(before);
  expect(await tiny.runAndList()).toEqual([]);
  expect(await record()).toBe(forced);
  await rm(join(tiny.root, 'artifacts/tiny'), { recursive: true });
  expect(await tiny.runAndList()).toEqual([]);
  expect(await record()).toBe(forced);
});

it('Nx runs nothing twice where artifacts go to another folder, which it does not cache', async () => {
  const environment = { BATCHMATES_ARTIFACTS: 'elsewhere' };
  const folder = join(tiny.root, 'elsewhere/tiny');
  expect(await tiny.runAndList('tiny:run', environment)).toHaveLength(INSTANCES.length);
  await rm(join(folder, 'evaluate.balanced'), { recursive: true });
  expect(await tiny.runAndList('tiny:run', environment)).toEqual(['evaluate.balanced']);
  expect((await readdir(folder)).toSorted()).toEqual(INSTANCES.toSorted());
});
