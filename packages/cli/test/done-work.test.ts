import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '@batchmates/stage/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { otherCheckouts } from '../src/checkouts.ts';
import {
  asOrdinaryUser,
  createTemporaryWorkspace,
  giveToOrdinaryUser,
  temporaryWorkspaceAt,
  type TemporaryWorkspace,
} from '../src/testing/index.ts';

const STAGE = `
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineStage } from '@batchmates/stage';
import { z } from 'zod';

export const stage = (extra = {}) =>
  defineStage({
    uses: 'source',
    summary: 'writes a number',
    inputs: {},
    output: 'numbers',
    params: z.strictObject({ count: z.number().default(1) }),
    async run({ params, output }) {
      await writeFile(join(output, 'numbers.json'), JSON.stringify(params.count));
      return { random: Math.random() };
    },
    ...extra,
  });

export default stage();
`;

const reading = (extra: string) => `
import { stage } from './source.ts';
export default stage({ inputs: { numbers: { type: 'numbers' } }, ${extra} });
`;

const pipeline = (name: string, [first, second, third]: readonly string[]) => `name: ${name}
stages:
  ${first}: { uses: ./source.ts, with: { count: 2 } }
  ${second}: { uses: ./sink.ts, in: { numbers: ${first} } }
  ${third}: { uses: ./links.ts, in: { numbers: ${second} } }
`;

let workspace: TemporaryWorkspace;

/** Writes a pipeline of three stages, the last of which links to what it reads. */
async function write(name: string, stages: readonly string[]): Promise<void> {
  const folder = `pipelines/${name}`;
  await workspace.write(`${folder}/pipeline.yaml`, pipeline(name, stages));
  await workspace.write(`${folder}/source.ts`, STAGE);
  await workspace.write(`${folder}/sink.ts`, reading(''));
  await workspace.write(`${folder}/links.ts`, reading('linksInputs: true'));
}

/** Runs an instance; gives what it said. */
async function run(name: string, where = workspace): Promise<string> {
  const { code, stdout, stderr } = await where.batchmates(['run', name]);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.not.stringContaining('batchmates: ') as string,
  });
  return stdout + stderr;
}

const file = (instance: string, name = 'numbers.json', root = workspace.root) =>
  join(root, 'artifacts', instance.replace('.', '/'), name);
const inode = async (path: string) => (await stat(path)).ino;
const read = async (instance: string, name: string) =>
  JSON.parse(await readFile(file(instance, name), 'utf8')) as Record<string, unknown>;

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  await write('toy', ['source', 'sink', 'links']);
  for (const name of ['toy.source', 'toy.sink', 'toy.links'])
    expect(await run(name)).not.toContain('the same work');
});

// Each step starts from the state that the one before it left.
describe('work that is done', () => {
  it('is found under another name of pipeline and instance, and takes no room twice', async () => {
    await write('copy', ['first', 'second', 'links']);
    expect((await workspace.batchmates(['why', 'copy'])).stdout).toContain(
      'first: would rerun\n  - never run\n  the same work is done, which a run takes: toy.source\nsecond: would rerun\n  - never run\nlinks',
    );
    expect(await run('copy.first')).toBe(
      `copy.first: numbers in artifacts/copy/first\nthe same work is done: toy.source (${workspace.root}/artifacts/toy/source)\n`,
    );
    expect(await run('copy.second')).toContain('the same work is done: toy.sink');
    expect(await inode(file('copy.second'))).toBe(await inode(file('toy.sink')));
    expect(await read('copy.second', 'artifact.json')).toMatchObject({ instance: 'second' });
    const { pipeline: named, ...record } = await read('copy.second', 'run.json');
    const first = await read('toy.sink', 'run.json');
    expect(named).toBe('copy');
    expect(JSON.stringify(record['cacheInputs'])).toContain('"folder":"pipelines/copy"');
    for (const kept of ['startedAt', 'seconds', 'host', 'report', 'digests'])
      expect(record[kept]).toEqual(first[kept]);
    expect(await run('copy.second')).toBe('copy.second: up to date\n');
    expect((await workspace.batchmates(['verify'])).code).toBe(0);
  });

  it('runs where what it leaves has to link to folders of other names', async () => {
    expect(await run('copy.links')).not.toContain('the same work');
    await write('again', ['source', 'sink', 'links']);
    for (const name of ['again.source', 'again.sink', 'again.links'])
      expect(await run(name)).toContain('the same work is done: ');
    await write('again', ['source', 'renamed', 'links']);
    await run('again.renamed');
    expect((await workspace.batchmates(['why', 'again'])).stdout).toContain(
      'links: would rerun\n  - the folders that it links to: in.numbers: [ "../sink" ] -> [ "../renamed" ]\n',
    );
  });

  it('runs when it is told to', async () => {
    const { stdout, stderr } = await workspace.batchmates(['run', 'copy.first', '--force']);
    expect(stdout + stderr).not.toContain('the same work');
    expect(await inode(file('copy.first'))).not.toBe(await inode(file('toy.source')));
  });

  it('runs when the artifact is damaged wherever it stands', async () => {
    await writeFile(file('toy.sink'), '3');
    await rm(join(workspace.root, 'artifacts/copy/second'), { recursive: true });
    expect(await run('copy.second')).not.toContain('the same work');
    // From there, the damaged ones are made whole.
    expect(await run('toy.sink')).toContain('the same work is done: copy.second');
    expect(await run('again.renamed')).toContain('the same work is done: ');
  });

  it('is found in the other checkouts of a repository, which git worktree makes', async () => {
    const git = (...words: string[]) =>
      promisify(execFile)('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
        cwd: workspace.root,
      });
    expect(await otherCheckouts(workspace.root)).toEqual([]);
    await git('init', '-q');
    expect(await otherCheckouts(workspace.root)).toEqual([]);
    await git('add', '-A');
    await git('commit', '-qm', 'all');
    const there = `${workspace.root}-there`;
    await git('worktree', 'add', '-q', there);
    await cp(join(workspace.root, 'node_modules'), join(there, 'node_modules'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    expect(await otherCheckouts(workspace.root)).toEqual([await realpath(there)]);
    expect(await otherCheckouts(there)).toEqual([await realpath(workspace.root)]);
    const elsewhere = temporaryWorkspaceAt(there);
    expect(await run('toy.source', elsewhere)).toContain('the same work is done: again.source');
    expect(await run('toy.source', elsewhere)).toBe('toy.source: up to date\n');
    expect(await inode(file('toy.source', undefined, there))).toBe(await inode(file('toy.source')));
    // In an empty folder for artifacts, work begins from scratch.
    const empty = { BATCHMATES_ARTIFACTS: await temporaryFolder() };
    const scratch = await elsewhere.batchmates(['run', 'toy.source'], empty);
    expect(scratch.stdout).toContain(`toy.source: numbers in ${empty.BATCHMATES_ARTIFACTS}/toy/source\n`);
    expect(scratch.stdout + scratch.stderr).not.toContain('the same work');
    // A bare repository, and folders that are gone.
    await rm(there, { recursive: true });
    expect(await otherCheckouts(workspace.root)).toEqual([]);
    await mkdir(there);
    await writeFile(join(there, '.git'), 'nothing\n');
    expect(await otherCheckouts(there)).toEqual([]);
    await rm(there, { recursive: true });
  });

  it('runs where it may not be read', async () => {
    const locked = join(workspace.root, 'artifacts/locked');
    await mkdir(locked);
    await chmod(locked, 0);
    await giveToOrdinaryUser(workspace.root);
    await write('fresh', ['source', 'sink', 'links']);
    await giveToOrdinaryUser(join(workspace.root, 'pipelines'));
    await workspace.edit('pipelines/fresh/pipeline.yaml', 'count: 2', 'count: 5');
    const { code, stdout } = await workspace.batchmates(['run', 'fresh.source'], asOrdinaryUser);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'fresh.source: numbers in artifacts/fresh/source\n',
    });
    await chmod(locked, 0o755);
    await rm(locked, { recursive: true });
  });
});
