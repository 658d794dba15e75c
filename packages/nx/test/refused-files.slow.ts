import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openVerified } from '@batchmates/artifact';
import {
  asOrdinaryUser,
  createEveryStage,
  giveToOrdinaryUser,
  type EveryStage,
  type TemporaryWorkspace,
} from 'batchmates/testing';
import { temporaryFolder } from '@batchmates/stage/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

let workspace: TemporaryWorkspace;
let plan: EveryStage['plan'];
/** Of the data set made without hindrance. */
let identity: string | undefined;

const at = (...parts: readonly string[]): string => join(workspace.root, ...parts);
const run = (instance: string) => workspace.batchmates(['run', plan.name, instance], asOrdinaryUser);

beforeAll(async () => {
  ({ workspace, plan } = await createEveryStage());
  await giveToOrdinaryUser(workspace.root);
  await expectRight('glyphs');
  ({ identity } = await openVerified(at('artifacts', plan.name, 'glyphs')));
});

const NEEDS: Readonly<Record<string, string>> = { train: 'glyphs', imagenet: 'classes' };

/** Runs what an instance needs. */
async function provide(instance: string): Promise<void> {
  const need = NEEDS[instance];
  if (need !== undefined && !existsSync(at('artifacts', plan.name, need))) await expectRight(need);
}

/** The instance runs, and leaves the artifact and nothing else of its own. */
async function expectRight(instance: string): Promise<void> {
  const { code, stderr } = await run(instance);
  expect(code, stderr).toBe(0);
  const artifact = await openVerified(at('artifacts', plan.name, instance));
  if (instance === 'glyphs') expect(artifact.identity).toBe(identity ?? artifact.identity);
  expect(await hiddenIn(at('artifacts', plan.name))).toEqual([]);
  expect(await readdir(at('.cache/scratch', plan.name))).toEqual([]);
}

/** The instance fails with one line that says this. */
async function expectLine(instance: string, line: RegExp): Promise<void> {
  const { code, stderr } = await run(instance);
  const mistakes = stderr.split('\n').filter((each) => each.startsWith('batchmates: '));
  expect(stderr).not.toContain('    at ');
  expect(mistakes).toEqual([expect.stringMatching(line)]);
  expect(code).toBe(1);
}

async function hiddenIn(folder: string): Promise<string[]> {
  const names = existsSync(folder) ? await readdir(folder) : [];
  return names.filter((name) => name.startsWith('.'));
}

describe('a folder in which an ordinary user may not write', () => {
  it.each([
    [
      'artifacts',
      (): string => 'artifacts',
      /^batchmates: \w+ \/.*\/artifacts\/.*: permission denied \(EACCES\); mend its permissions/,
    ],
    [
      'the folder of the pipeline',
      (): string => `artifacts/${plan.name}`,
      /^batchmates: \w+ \/.*\/artifacts\/.*: permission denied \(EACCES\); /,
    ],
    [
      '.cache',
      (): string => '.cache',
      /^batchmates: mkdir \/.*\/\.cache\/scratch.*: permission denied \(EACCES\); /,
    ],
  ])('%s: one line, nothing half-written, and right afterwards', async (_, folderOf, line) => {
    await rm(at('artifacts'), { recursive: true });
    await rm(at('.cache/scratch'), { recursive: true });
    const folder = at(folderOf());
    await mkdir(folder, { recursive: true });
    await mkdir(at('artifacts'), { recursive: true });
    await giveToOrdinaryUser(at('artifacts'));
    await chmod(folder, 0o555);
    await expectLine('glyphs', line);
    expect(await hiddenIn(at('artifacts', plan.name))).toEqual([]);
    expect(existsSync(at('artifacts', plan.name, 'glyphs'))).toBe(false);
    await chmod(folder, 0o755);
    await expectRight('glyphs');
  });
});

describe('a file that an ordinary user may not read', () => {
  it.each([
    ['an artifact that is read', (): string => `artifacts/${plan.name}/glyphs/artifact.json`],
    ['the pipeline', (): string => `pipelines/${plan.name}/pipeline.yaml`],
  ])('%s', async (_, fileOf) => {
    await provide('train');
    await chmod(at(fileOf()), 0o000);
    try {
      await expectLine('train', /received permission denied \(EACCES\)/);
    } finally {
      await chmod(at(fileOf()), 0o644);
    }
    expect(existsSync(at('artifacts', plan.name, 'train'))).toBe(false);
  });
});

describe('something else where a folder is needed', () => {
  beforeEach(() => rm(at('artifacts'), { recursive: true, force: true }));
  afterEach(async () => {
    await rm(at('artifacts'));
    await expectRight('glyphs');
  });

  it('a file called artifacts', async () => {
    await writeFile(at('artifacts'), '');
    await expectLine('glyphs', /^batchmates: \w+ \/.*\/artifacts.*: .* \((ENOTDIR|EEXIST)\); .* remove it$/);
  });

  it('a link to nowhere', async () => {
    await symlink(at('nowhere'), at('artifacts'));
    await expectLine(
      'glyphs',
      /^batchmates: \w+ \/.*\/artifacts.*: .* \((ENOENT|EEXIST|ENOTDIR)\); .*a link/,
    );
  });

  it('a link to itself', async () => {
    await symlink(at('artifacts'), at('artifacts'));
    await expectLine('glyphs', /^batchmates: \w+ \/.*\/artifacts.*: .* \((ELOOP|EEXIST)\); /);
  });
});

describe('artifacts elsewhere, by a link', () => {
  it('land behind the link, which stays, with Nx as well, whose cache had them', async () => {
    const elsewhere = join(await temporaryFolder(), 'elsewhere');
    expect((await workspace.nx(['run', `${plan.name}.glyphs:run`], asOrdinaryUser)).code).toBe(0);
    await promisify(execFile)('mv', [at('artifacts'), elsewhere]);
    await chmod(join(elsewhere, '..'), 0o755);
    await symlink(elsewhere, at('artifacts'));
    await expectRight('glyphs');
    await rm(join(elsewhere, plan.name, 'glyphs'), { recursive: true });
    const { code, stdout, stderr } = await workspace.nx(['run', `${plan.name}.glyphs:run`], asOrdinaryUser);
    expect(code, stdout + stderr).toBe(0);
    expect((await openVerified(join(elsewhere, plan.name, 'glyphs'))).identity).toBe(identity);
    await rm(at('artifacts'));
    await promisify(execFile)('mv', [elsewhere, at('artifacts')]);
  });
});

describe('a scratch folder that vanishes while a stage works', () => {
  it.each(['train', 'imagenet'])(
    'of %s: the run ends well, or with a line, and the next one well',
    async (instance) => {
      await provide(instance);
      const { child, ended } = workspace.start(['run', plan.name, instance], asOrdinaryUser);
      const scratch = at('.cache/scratch', plan.name);
      await expect
        .poll(async () => (await namesIn(scratch)).flat().length, { interval: 5 })
        .toBeGreaterThan(0);
      await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
      const { code, stderr } = await ended;
      expect(child.signalCode).toBeNull();
      expect(stderr).not.toContain('defect');
      if (code !== 0) expect(stderr).toMatch(/^batchmates: .*no such file or directory \(ENOENT\)/m);
      await expectRight(instance);
    },
  );
});

/** Names inside of the folders in `folder`. */
async function namesIn(folder: string): Promise<string[][]> {
  const works = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return Promise.all(
    works.filter((work) => work.isDirectory()).map(({ name }) => readdir(join(folder, name)).catch(() => [])),
  );
}

/** Whether this user may mount disks; root of a container may not. */
const canMount = await mount(await temporaryFolder(), 'size=64k').then(
  async (unmount) => (await unmount(), true),
  () => false,
);

/** Mounts an empty disk in memory; gives what takes it away. */
async function mount(folder: string, options: string): Promise<() => Promise<unknown>> {
  await promisify(execFile)('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  return () => promisify(execFile)('umount', [folder]);
}

// Only root may mount a disk.
describe.runIf(canMount)('a disk', () => {
  it.each([
    [
      'full',
      'artifacts',
      'glyphs',
      'size=64k,mode=777',
      /^batchmates: writing \/.*\/artifacts\/.*: expected room on the disk, received none left; /,
    ],
    [
      'full',
      '.cache/scratch',
      'train',
      'size=16k,mode=777',
      /^batchmates: writing \/.*\/\.cache\/scratch\/.*: expected room on the disk, received none left; /,
    ],
    [
      'full',
      '.cache/scratch',
      'imagenet',
      'size=64k,mode=777',
      /no space left on device \(ENOSPC\)|room on the disk/,
    ],
    [
      'that can only be read',
      'artifacts',
      'glyphs',
      'ro',
      /^batchmates: \w+ \/.*\/artifacts\/.*: (?:read-only file system \(EROFS\)|no such file or directory \(ENOENT\)); .*reading/,
    ],
    [
      'that can only be read',
      '.cache/scratch',
      'glyphs',
      'ro',
      /^batchmates: mkdir \/.*\/\.cache\/scratch\/.*: (?:read-only file system \(EROFS\)|no such file or directory \(ENOENT\)); .*reading/,
    ],
  ] as const)(
    '%s, %s of %s: one line, nothing half-written, and right afterwards',
    async (_, folder, instance, options, line) => {
      await provide(instance);
      await rm(at('artifacts', plan.name, instance), { recursive: true, force: true });
      if (folder === 'artifacts') await rm(at(folder), { recursive: true });
      await mkdir(at(folder), { recursive: true });
      await giveToOrdinaryUser(at(folder));
      const unmount = await mount(at(folder), options);
      try {
        await expectLine(instance, line);
        expect(await hiddenIn(at('artifacts', plan.name))).toEqual([]);
        expect(existsSync(at('artifacts', plan.name, instance))).toBe(false);
      } finally {
        await unmount();
      }
      await expectRight(instance);
    },
  );
});
