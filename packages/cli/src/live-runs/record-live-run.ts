import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describeProcess } from '@batchmates/artifact';
import { systemFailure } from '@batchmates/errors';
import type { Progress, ProgressBar } from '@batchmates/stage';
import { HEARTBEAT, type LiveBar, type LiveRun } from './live-run.ts';

/** Least time between two writings, in ms. */
const INTERVAL = 1000;

/** Notes that are kept, and characters of each. */
const NOTES = 200;
const LONGEST = 2000;

/** Records a run for other processes. */
export interface LiveRunRecorder {
  /** Passes everything on, and records it. */
  readonly progress: Progress;
  /** Says where the run keeps what would outlive it. */
  worksIn(scratch: string): void;
  /** The run has succeeded: nothing is left to say. */
  succeed(): void;
  /** The run has ended in another way; `failure` is what the terminal says of it. */
  end(state: 'failed' | 'interrupted', failure: string): void;
}

/** Records a run in `file` until it ends. A file that cannot be written stops no run. */
export async function recordLiveRun(file: string, shown: Progress): Promise<LiveRunRecorder> {
  const process = await describeProcess();
  if (process === undefined) return { progress: shown, worksIn() {}, succeed() {}, end() {} };
  const bars = new Set<OpenBar>();
  const notes: string[] = [];
  let ended: Pick<LiveRun, 'state' | 'failure'> = { state: 'running', failure: '' };
  let scratch: string | undefined;
  let changed = true;
  let last = -Infinity;
  const write = (): void => {
    [changed, last] = [false, performance.now()];
    const run: LiveRun = {
      format: 1,
      ...{ process, ...ended, notes, written: Date.now() },
      bars: [...bars].map((bar) => ({ ...bar.state, seconds: (performance.now() - bar.start) / 1000 })),
      ...(scratch !== undefined && { scratch }),
    };
    replaceFile(file, JSON.stringify(run));
  };
  /** Stages that never wait leave no room for timers, and stages that say nothing write in none of their own calls. */
  const look = (): void => {
    const since = performance.now() - last;
    if (since >= HEARTBEAT || (changed && since >= INTERVAL)) write();
  };
  const touch = (): void => {
    changed = true;
    look();
  };
  const note = (line: string): void => {
    notes.push(line.slice(0, LONGEST));
    if (notes.length > NOTES) notes.shift();
    touch();
  };
  const timer = setInterval(look, INTERVAL);
  timer.unref();
  write();
  return {
    progress: recorded(shown, { bars, note, touch }),
    worksIn(path) {
      scratch = path;
      touch();
    },
    succeed() {
      clearInterval(timer);
      unlessRefused(() => rmSync(file, { force: true }));
    },
    end(state, failure) {
      clearInterval(timer);
      bars.clear();
      ended = { state, failure };
      write();
    },
  };
}

/** A bar that a stage has opened. */
interface OpenBar {
  readonly state: Omit<LiveBar, 'seconds'> & { done: number; info: string };
  /** On the clock of `performance`. */
  readonly start: number;
}

interface Recording {
  readonly bars: Set<OpenBar>;
  readonly note: (line: string) => void;
  readonly touch: () => void;
}

function recorded(shown: Progress, { bars, note, touch }: Recording): Progress {
  return {
    note(line) {
      shown.note(line);
      note(line);
    },
    start({ label, unit, total }): ProgressBar {
      const inner = shown.start({ label, unit, total });
      const bar: OpenBar = { state: { label, unit, total, done: 0, info: '' }, start: performance.now() };
      bars.add(bar);
      touch();
      return {
        advance(count, info) {
          inner.advance(count, info);
          bar.state.done += count;
          if (info !== undefined) bar.state.info = info;
          touch();
        },
        stop() {
          inner.stop();
          bars.delete(bar);
          touch();
        },
      };
    },
  };
}

function replaceFile(file: string, text: string): void {
  const partial = `${file}.${process.pid}`;
  unlessRefused(() => {
    mkdirSync(dirname(file), { recursive: true });
    try {
      writeFileSync(partial, text);
      renameSync(partial, file);
    } finally {
      rmSync(partial, { force: true });
    }
  });
}

/** A full disk, or a folder that may not be written to, is told by the run itself where it matters. */
function unlessRefused(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (systemFailure(error) === undefined) throw error;
  }
}
