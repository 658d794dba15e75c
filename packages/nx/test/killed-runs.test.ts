import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, readFile, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from 'batchmates/testing';

const PIPELINE = 'pipelines/endless/pipeline.yaml';
const NX = 'node_modules/nx/dist/bin/nx.js';
const COMMAND = 'packages/cli/bin/batchmates.mjs';

let workspace: TemporaryWorkspace;
const started: ChildProcess[] = [];

beforeEach(async () => {
  workspace = await createTemporaryWorkspace();
  const stage = join(import.meta.dirname, 'fixture/endless-stage.ts');
  await workspace.write(PIPELINE, 'name: endless\nstages:\n  work: { uses: ./endless-stage.ts }\n');
  await cp(stage, join(workspace.root, 'pipelines/endless/endless-stage.ts'));
});

afterEach(async () => {
  started.splice(0).forEach((child) => child.kill('SIGKILL'));
  for (const pid of await processes()) process.kill(pid, 'SIGKILL');
});

interface Started {
  readonly child: ChildProcess;
  /** What it has written to both streams. */
  readonly output: () => string;
  /** Resolves to exit code and signal. */
  readonly ended: Promise<readonly unknown[]>;
}

function start(words: readonly string[]): Started {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NX_|VITEST|NODE_|BATCHMATES_)/.test(name),
  );
  const env = { ...Object.fromEntries(kept), NX_DAEMON: 'false' };
  const child = spawn(process.execPath, words, {
    cwd: workspace.root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (text += String(data)));
  return { child, output: () => text, ended: once(child, 'close') };
}

/** Ids of the processes at work in the workspace: Nx, its shells and stages. */
async function processes(): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return pids.filter((_, index) => folders[index] === workspace.root).map(Number);
}

/** The process id of the stage at work, once it is. */
async function stageAtWork(): Promise<number> {
  await expect.poll(() => scratchFile('process'), { interval: 200 }).toBeDefined();
  return Number(await readFile((await scratchFile('process'))!, 'utf8'));
}

async function scratchFile(name: string): Promise<string | undefined> {
  const folder = join(workspace.root, '.cache/scratch/endless');
  const works = await readdir(folder).catch(() => []);
  return works.map((work) => join(folder, work, name)).find(existsSync);
}

/** Waits until nothing works in the workspace any more. */
async function expectNobody(): Promise<void> {
  await expect.poll(processes, { interval: 100 }).toEqual([]);
}

async function expectSaved(): Promise<void> {
  expect(await scratchFile('saved')).toBeDefined();
  expect(await readdir(join(workspace.root, 'artifacts/endless'))).toEqual([]);
}

describe.runIf(process.platform === 'linux')('a stage at work', () => {
  it('saves its work and ends when Nx is killed', async () => {
    const nx = start([NX, 'run', 'endless.work:run']);
    const stage = await stageAtWork();
    expect(await processes()).toContain(stage);
    nx.child.kill('SIGKILL');
    await expectNobody();
    await expectSaved();
  });

  it('saves its work and ends, and so does Nx, when run-all is killed', async () => {
    const all = start([COMMAND, 'run-all', 'endless']);
    await stageAtWork();
    all.child.kill('SIGKILL');
    await expectNobody();
    await expectSaved();
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)(
    'saves its work and ends when run-all alone gets %s, which exits with %i',
    async (signal, code) => {
      const all = start([COMMAND, 'run-all', 'endless']);
      await stageAtWork();
      all.child.kill(signal);
      expect(await all.ended).toEqual([code, null]);
      await expectNobody();
      await expectSaved();
      expect(all.output()).toContain('batchmates: interrupted; ');
    },
  );

  it('exits with 143 on SIGTERM', async () => {
    const run = start([COMMAND, 'run', 'endless', 'work']);
    await stageAtWork();
    run.child.kill('SIGTERM');
    expect(await run.ended).toEqual([143, null]);
    await expectSaved();
  });
});

describe.runIf(process.platform === 'linux')('two runs of one stage', () => {
  beforeEach(() => workspace.edit(PIPELINE, 'stage.ts }', 'stage.ts, with: { seconds: 3 } }'));

  it('take turns: the second says who works, and finds the work done', async () => {
    const first = start([COMMAND, 'run', 'endless', 'work']);
    const pid = await stageAtWork();
    const second = start([COMMAND, 'run', 'endless', 'work']);
    expect(await Promise.all([first.ended, second.ended])).toEqual([
      [0, null],
      [0, null],
    ]);
    const waiting = second
      .output()
      .split('\n')
      .filter((line) => line.includes('waiting'));
    expect(waiting).toEqual([
      expect.stringMatching(
        new RegExp(`^endless\\.work: waiting for process ${pid} on .*, which is at work on it$`),
      ),
    ]);
    expect(second.output()).not.toContain('at work\n');
    expect(second.output()).toContain('endless.work: dataset in artifacts/endless/work\n');
    expect(await readdir(join(workspace.root, 'artifacts/endless'))).toEqual(['work']);
  });

  it('started at the same moment both end well', async () => {
    const runs = Array.from({ length: 3 }, () => start([COMMAND, 'run', 'endless', 'work']));
    expect(await Promise.all(runs.map(({ ended }) => ended))).toEqual(runs.map(() => [0, null]));
    expect(runs.filter(({ output }) => output().includes('at work\n'))).toHaveLength(1);
  });

  it('do not wait for a killed one', async () => {
    const first = start([COMMAND, 'run', 'endless', 'work']);
    await stageAtWork();
    first.child.kill('SIGKILL');
    await first.ended;
    const second = start([COMMAND, 'run', 'endless', 'work']);
    expect(await second.ended).toEqual([0, null]);
    expect(second.output()).not.toContain('waiting');
    expect(await readdir(join(workspace.root, 'artifacts/endless'))).toEqual(['work']);
  });

  it('end with the line of an interruption when stopped while they wait', async () => {
    start([COMMAND, 'run', 'endless', 'work']);
    await stageAtWork();
    const second = start([COMMAND, 'run', 'endless', 'work']);
    await expect.poll(second.output).toContain('waiting');
    second.child.kill('SIGTERM');
    expect(await second.ended).toEqual([143, null]);
  });
});
