import { spawn } from 'node:child_process';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describeProcess } from '@batchmates/artifact';
import type { Progress } from '@batchmates/stage';
import { temporaryFolder } from '@batchmates/stage/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { liveRunFile, type LiveRun } from '../../src/live-runs/live-run.ts';
import { readLiveRun } from '../../src/live-runs/read-live-run.ts';
import { recordLiveRun } from '../../src/live-runs/record-live-run.ts';

let file: string;
let shown: string[];
const terminal: Progress = {
  note: (line) => shown.push(line),
  start: ({ label }) => ({
    advance: (count, info) => shown.push(`${label} ${count} ${info ?? ''}`),
    stop: () => shown.push(`${label} stops`),
  }),
};

beforeEach(async () => {
  file = liveRunFile(await temporaryFolder(), 'toy', 'train.balanced');
  shown = [];
});
afterEach(() => {
  vi.useRealTimers();
});

const written = async () => JSON.parse(await readFile(file, 'utf8')) as LiveRun;

describe('the record of a run', () => {
  it('has its bars and notes, and the terminal has them as before', async () => {
    const recorder = await recordLiveRun(file, terminal);
    expect(await readLiveRun(file)).toMatchObject({ state: 'running', bars: [], notes: [] });
    recorder.progress.note('engine: onednn');
    const bar = recorder.progress.start({ label: 'train', total: 100, unit: 'images' });
    bar.advance(10, 'loss 2');
    bar.advance(20);
    recorder.worksIn('/scratch/here');
    await expect
      .poll(() => readLiveRun(file))
      .toMatchObject({
        state: 'running',
        notes: ['engine: onednn'],
        bars: [{ label: 'train', unit: 'images', total: 100, done: 30, info: 'loss 2' }],
        scratch: '/scratch/here',
        failure: '',
      });
    bar.stop();
    expect(shown).toEqual(['engine: onednn', 'train 10 loss 2', 'train 20 ', 'train stops']);
    recorder.succeed();
    expect(await readLiveRun(file)).toBeUndefined();
    expect(await readdir(dirname(file))).toEqual([]);
  });

  it('is written at most once a second, also by a stage that leaves timers no room', async () => {
    const recorder = await recordLiveRun(file, terminal);
    const bar = recorder.progress.start({ label: 'train', total: 1e9, unit: 'images' });
    const seen = new Set<number>();
    const start = performance.now();
    let advanced = 0;
    // Nothing here waits for more than a file.
    while (performance.now() - start < 2500) {
      for (let step = 0; step < 1000; step++, advanced++) bar.advance(1);
      seen.add((await written()).written);
    }
    expect(seen.size).toBeGreaterThanOrEqual(2);
    expect(seen.size).toBeLessThanOrEqual(4);
    expect(advanced).toBeGreaterThan(5000);
    recorder.end('failed', 'enough');
    expect((await written()).bars).toEqual([]);
  });

  it('says again that it is at work when a stage says nothing for long', async () => {
    vi.useFakeTimers();
    const recorder = await recordLiveRun(file, terminal);
    const { written: first } = await written();
    vi.advanceTimersByTime(19_000);
    expect((await written()).written).toBe(first);
    vi.advanceTimersByTime(3000);
    expect((await written()).written).toBeGreaterThanOrEqual(first + 19_000);
    recorder.succeed();
    vi.advanceTimersByTime(60_000);
    expect(await readLiveRun(file)).toBeUndefined();
  });

  it('keeps why a run failed, and the latest of what it said', async () => {
    const recorder = await recordLiveRun(file, terminal);
    for (let line = 0; line < 500; line++) recorder.progress.note(`line ${line} ${'long '.repeat(1000)}`);
    recorder.end('failed', 'batchmates: no room');
    const run = (await readLiveRun(file))!;
    expect(run).toMatchObject({ state: 'failed', failure: 'batchmates: no room' });
    expect(run.notes).toHaveLength(200);
    expect(run.notes.at(-1)).toMatch(/^line 499 /);
    expect((await readFile(file)).length).toBeLessThan(500_000);
  });

  it('of a killed process says that it has vanished', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    const described = (await describeProcess(child.pid))!;
    await mkdir(dirname(file), { recursive: true });
    const run = {
      format: 1,
      process: described,
      state: 'running',
      written: Date.now(),
      bars: [],
      notes: [],
      failure: '',
    };
    await writeFile(file, JSON.stringify(run));
    expect((await readLiveRun(file))!.state).toBe('running');
    child.kill('SIGKILL');
    await expect.poll(async () => (await readLiveRun(file))!.state).toBe('vanished');
    // Of another machine's nothing but its last word is known.
    const far = { ...run, process: { ...described, system: 'another' } };
    await writeFile(file, JSON.stringify(far));
    expect((await readLiveRun(file))!.state).toBe('running');
    await writeFile(file, JSON.stringify({ ...far, written: Date.now() - 120_000 }));
    expect((await readLiveRun(file))!.state).toBe('vanished');
  });

  it.each(['', '{', '[]', '{"format":2}', '{"format":1,"state":"running"}'])(
    'is none when damaged: %s',
    async (text) => {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
      expect(await readLiveRun(file)).toBeUndefined();
    },
  );

  it('that cannot be written stops no run', async () => {
    await mkdir(dirname(dirname(dirname(file))), { recursive: true });
    await writeFile(dirname(dirname(file)), 'a file where a folder should be');
    const recorder = await recordLiveRun(file, terminal);
    recorder.progress.note('goes on');
    recorder.end('failed', 'for another reason');
    recorder.succeed();
    expect(shown).toEqual(['goes on']);
  });
});
