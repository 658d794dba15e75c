import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTinyWorkspace, type TinyWorkspace } from './tiny-workspace.ts';

const PIPELINE = 'pipelines/tiny/pipeline.yaml';
const TRAINED = 'artifacts/tiny/train.balanced';

let tiny: TinyWorkspace;

beforeAll(async () => {
  tiny = await createTinyWorkspace();
  await tiny.runAndList();
});

/** Changes one byte of a file. */
async function flip(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes[bytes.length >> 1]! ^= 4;
  await writeFile(file, bytes);
}

/** Changes one byte of a file of every copy of `TRAINED` in Nx's cache, that of `tiny` by default. */
async function damageCache(file = 'payload.json', cache = join(tiny.root, '.nx/cache')): Promise<void> {
  const copies = (await readdir(cache)).map((entry) => join(cache, entry, TRAINED, file)).filter(existsSync);
  expect(copies.length).toBeGreaterThan(0);
  await Promise.all(copies.map(flip));
}

const HELD = /payload\.json: expected sha256 [0-9a-f]{64}, received [0-9a-f]{64}; Nx's cache held it so/;

// Each step starts from the state that the one before it left; real Nx and its real cache.
describe('a damaged copy in the cache', () => {
  it('fails the run that restores it, and is made anew by the next', async () => {
    await damageCache();
    await rm(join(tiny.root, 'artifacts'), { recursive: true });
    const restoring = await tiny.runTarget('tiny:run');
    expect(restoring.code).toBe(1);
    expect(restoring.ran).toEqual([]);
    expect(restoring.stdout + restoring.stderr).toMatch(HELD);
    expect(restoring.stdout + restoring.stderr).not.toContain('    at ');
    expect(await tiny.runAndList()).toEqual(['train.balanced']);
    expect(await tiny.runAndList()).toEqual([]);
    expect((await tiny.batchmates(['verify', 'tiny'])).code).toBe(0);
  });

  it.each(['artifact.json', 'run.json'])('is noticed in %s, too', async (file) => {
    await damageCache(file);
    await rm(join(tiny.root, 'artifacts'), { recursive: true });
    const restoring = await tiny.runTarget('tiny:run');
    expect(restoring.code).toBe(1);
    expect(restoring.stdout + restoring.stderr).toMatch(
      /\.json: expected .*, received .*; Nx's cache held it so/,
    );
    expect(await tiny.runAndList()).toEqual(['train.balanced']);
  });

  it('is not computed with: the stage that reads it says what is wrong', async () => {
    await damageCache();
    await tiny.edit(PIPELINE, 'protocol: standard', 'protocol: random');
    const reading = await tiny.runTarget('tiny:run');
    expect(reading.code).toBe(1);
    expect(reading.ran).not.toContain('evaluate.balanced');
    expect(reading.stdout + reading.stderr).toMatch(
      /payload\.json: expected sha256 [0-9a-f]{64}, received [0-9a-f]{64}; remake it: npx batchmates run-all tiny\.train\.balanced/,
    );
    expect(await tiny.runAndList()).toEqual(['evaluate.balanced', 'report', 'train.balanced']);
  });

  it('is made anew by run-all itself', async () => {
    await damageCache();
    await rm(join(tiny.root, 'artifacts'), { recursive: true });
    const log = join(tiny.root, 'ran.log');
    await writeFile(log, '');
    const { code, stdout, stderr } = await tiny.batchmates(['run-all', 'tiny'], {
      BATCHMATES_RAN: log,
      NX_DAEMON: 'false',
    });
    expect(stdout + stderr).toMatch(HELD);
    expect(await readFile(log, 'utf8')).toBe('train.balanced\n');
    expect((await tiny.batchmates(['verify', 'tiny'])).code).toBe(0);
    expect(code).toBe(0);
  });
});

describe('a damaged copy in the cache of a clone, which Nx keeps in the home folder', () => {
  let home: string;

  beforeAll(async () => {
    // Nx keeps nothing in a home folder below /tmp.
    const own = join(import.meta.dirname, '../../../.cache');
    await mkdir(own, { recursive: true });
    home = await mkdtemp(join(own, 'home-'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('is removed there', async () => {
    const clone = await createTinyWorkspace();
    const git = (...words: string[]) => promisify(execFile)('git', words, { cwd: clone.root });
    await git('init', '--quiet');
    const author = ['-c', 'user.name=me', '-c', 'user.email=me@localhost'];
    await git(...author, 'commit', '--quiet', '--allow-empty', '--message', 'first');
    const environment = { HOME: home };
    expect(await clone.runAndList('tiny:run', environment)).toContain('train.balanced');
    expect(existsSync(join(clone.root, '.nx/cache'))).toBe(false);
    const [repository] = await readdir(join(home, '.nx'));
    await damageCache('payload.json', join(home, '.nx', repository!, 'cache'));
    await rm(join(clone.root, 'artifacts'), { recursive: true });
    const restoring = await clone.runTarget('tiny:run', environment);
    expect(restoring.code).toBe(1);
    expect(restoring.stdout + restoring.stderr).toMatch(HELD);
    expect(await clone.runAndList('tiny:run', environment)).toEqual(['train.balanced']);
    expect(await clone.runAndList('tiny:run', environment)).toEqual([]);
  });
});

describe('a damaged artifact', () => {
  it('is named by batchmates verify, with the command that remakes it, and made whole by that', async () => {
    await flip(join(tiny.root, TRAINED, 'payload.json'));
    const { code, stdout, stderr } = await tiny.batchmates(['verify', 'tiny']);
    expect(code).toBe(1);
    expect(stdout).toContain('artifacts/tiny/glyphs: as written (1 file, 0.0 MB)\n');
    const [line, ...others] = stderr.trim().split('\n');
    expect(others).toEqual([]);
    const command =
      /^batchmates: .*payload\.json: expected sha256 .*; remake it: npx batchmates run-all (\S+)$/.exec(
        line!,
      );
    expect((await tiny.batchmates(['run-all', command![1]!])).code).toBe(0);
    expect((await tiny.batchmates(['verify'])).code).toBe(0);
  });
});

it('says that the daemon does not see what pipelines depend on', async () => {
  const { code, stdout, stderr } = await tiny.nx(['run', 'tiny:run'], { NX_DAEMON: 'true' });
  await tiny.nx(['daemon', '--stop'], { NX_DAEMON: 'true' });
  expect(code).toBe(1);
  expect(stdout + stderr).toContain('batchmates: pipelines need Nx without its daemon; unset NX_DAEMON');
});
