import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { describeProcess } from '@batchmates/artifact';
import type { Plan } from '@batchmates/pipeline';
import { temporaryFolder } from '@batchmates/stage/testing';
import { expect, it } from 'vitest';
import { liveRunFile, type LiveRun } from '../../src/live-runs/live-run.ts';
import { failuresSince } from '../../src/run-all/failures.ts';

const BEGAN = 1000;
const plan = { name: 'mine', others: [] } as unknown as Plan;

/** Failures that are told after runs of one instance each, by its name. */
async function told(runs: Readonly<Record<string, Partial<LiveRun>>>): Promise<string[]> {
  const root = await temporaryFolder();
  for (const [name, run] of Object.entries(runs)) {
    const file = liveRunFile(root, 'mine', name);
    await mkdir(dirname(file), { recursive: true });
    const process = (await describeProcess())!;
    const failed = { state: 'failed', failure: 'batchmates: no', written: BEGAN } as const;
    await writeFile(file, JSON.stringify({ format: 1, process, bars: [], notes: [], ...failed, ...run }));
  }
  const names = new Set([...Object.keys(runs), 'never-begun']);
  return (await failuresSince({ plan, names, root }, BEGAN)).map(({ message }) => message);
}

it('tells every mistake of every instance that failed, and of no earlier run', async () => {
  const failures = await told({
    'train.standard': { failure: 'batchmates: a: expected b\nbatchmates: c' },
    earlier: { written: BEGAN - 1 },
    interrupted: { state: 'interrupted', failure: 'batchmates: interrupted; again' },
    'at-work': { state: 'running', failure: '' },
    defect: { failure: 'batchmates: a defect of the program\nError: no\n    at there' },
  });
  expect(failures).toEqual([
    'mine.train.standard: a: expected b',
    'mine.train.standard: c',
    'mine.defect: a defect of the program; its stack stands above',
  ]);
});

it('tells of a process that was killed, which could say nothing', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  const dead = { ...(await describeProcess())!, pid, start: null, host: hostname() };
  expect(await told({ train: { state: 'running', failure: '', process: dead } })).toEqual([
    'mine.train: its process was killed; the machine may have been out of memory',
  ]);
});
