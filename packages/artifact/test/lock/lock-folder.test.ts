import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { describeProcess, isRunning, lockFolder, sealJson, type LockHolder } from '../../src/index.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const started: ChildProcess[] = [];

afterEach(() => started.splice(0).forEach((child) => child.kill('SIGKILL')));

interface Places {
  readonly parent: string;
  readonly folder: string;
  readonly log: string;
}

async function places(): Promise<Places> {
  const parent = await temporaryFolder();
  return { parent, folder: join(parent, 'train'), log: join(await temporaryFolder(), 'log') };
}

function startHolder({ folder, log }: Places, milliseconds: number): ChildProcess {
  const entry = join(import.meta.dirname, '../fixture/lock-holder.ts');
  const words = ['--import', 'tsx', entry, folder, log, String(milliseconds)];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return line;
}

/**
 * Reads the log: how many had the lock and gave it back, and who was cut off while having it. Throws when somebody came in
 * before the one inside had left, unless that one was killed.
 */
async function turns({ log }: Places, open = false) {
  const text = await readFile(log, 'utf8').catch(() => '');
  const cut: number[] = [];
  let whole = 0;
  let inside: number | undefined;
  for (const line of text.split('\n').slice(0, -1)) {
    const [word, pid] = [line.slice(0, 5), Number(line.slice(6))];
    if (word === 'enter') {
      if (inside !== undefined) cut.push(inside);
      inside = pid;
    } else {
      expect(pid, 'the one that leaves is the one inside').toBe(inside);
      inside = undefined;
      whole++;
    }
  }
  return open ? { whole, cut, inside } : { whole, cut };
}

const options = (waitedFor: (LockHolder | undefined)[] = [], signal = new AbortController().signal) => ({
  signal,
  onWait: (holder: LockHolder | undefined) => void waitedFor.push(holder),
});

/** Leaves a lock as a process wrote it that no longer runs, or that is not of this system. */
async function leaveLock({ parent }: Places, change: Partial<LockHolder>, age = 0): Promise<void> {
  const present = (await describeProcess())!;
  const file = join(parent, '.train.lock');
  await writeFile(file, sealJson({ ...present, since: new Date().toISOString(), token: 'left', ...change }));
  const past = new Date(Date.now() - age);
  await utimes(file, past, past);
}

describe('lockFolder', () => {
  it('lets one process in at a time, and leaves nothing', async () => {
    const where = await places();
    const children = Array.from({ length: 6 }, () => startHolder(where, 100));
    for (const child of children) child.stdout!.resume();
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number));
    expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await turns(where)).toEqual({ whole: 6, cut: [] });
    expect(await readdir(where.parent)).toEqual([]);
  });

  it('says who has the lock, once, and waits', async () => {
    const where = await places();
    const holder = startHolder(where, 1500);
    await firstLine(holder);
    const waitedFor: (LockHolder | undefined)[] = [];
    const lock = await lockFolder(where.folder, options(waitedFor));
    expect(waitedFor.map((each) => each?.pid)).toEqual([holder.pid]);
    expect(await turns(where)).toEqual({ whole: 1, cut: [] });
    expect(lock.waited).toBe(true);
    await lock.release();
  });

  it('takes the lock of a killed process at once, also when several want it', async () => {
    const where = await places();
    const holder = startHolder(where, 60_000);
    await firstLine(holder);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const next = Array.from({ length: 4 }, () => startHolder(where, 50));
    for (const child of next) child.stdout!.resume();
    await Promise.all(next.map((child) => once(child, 'exit')));
    expect(await turns(where)).toEqual({ whole: 4, cut: [holder.pid] });
    expect(await readdir(where.parent)).toEqual([]);
  });

  it('lets one in at a time while holders and waiters are killed', async () => {
    const where = await places();
    const children = Array.from({ length: 10 }, () => startHolder(where, 200));
    for (const child of children) child.stdout!.resume();
    const ends = Promise.all(children.map((child) => once(child, 'exit')));
    const killed: number[] = [];
    // Killed in the order in which they get the lock: every second one while it has it, and one that waits.
    while (killed.length < 4) {
      const { inside } = await turns(where, true);
      const waiting = children.find(
        ({ pid, exitCode }) => exitCode === null && pid !== inside && !killed.includes(pid!),
      );
      const victim = killed.length === 1 ? waiting?.pid : inside;
      if (victim !== undefined && !killed.includes(victim)) {
        process.kill(victim, 'SIGKILL');
        killed.push(victim);
      }
      await sleep(50);
    }
    await ends;
    const { whole, cut } = await turns(where);
    expect(whole + killed.length).toBeGreaterThanOrEqual(10);
    expect(killed).toEqual(expect.arrayContaining(cut));
    const left = await readdir(where.parent);
    // A killed waiter may leave what it was about to link; never a lock.
    expect(left.filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  it('does not take a process with the same id for the holder', async () => {
    const where = await places();
    await leaveLock(where, { start: '1' });
    const lock = await lockFolder(where.folder, options());
    expect(lock.waited).toBe(false);
    await lock.release();
  });

  it.each([
    ['this process on another host', { host: 'elsewhere', system: 'elsewhere' }],
    ['an id on another host that is free here', { host: 'elsewhere', system: 'elsewhere', pid: 4_194_305 }],
  ])('trusts no id of another host: waits for %s until it is silent for minutes', async (_, change) => {
    const where = await places();
    await leaveLock(where, change, 60_000);
    const waiting = new AbortController();
    const waitedFor: (LockHolder | undefined)[] = [];
    const attempt = lockFolder(where.folder, options(waitedFor, waiting.signal));
    setTimeout(() => waiting.abort(new Error('enough')), 1200);
    await expect(attempt).rejects.toThrow('enough');
    expect(waitedFor.map((each) => each?.host)).toEqual(['elsewhere']);
    await leaveLock(where, change, 180_000);
    await (await lockFolder(where.folder, options())).release();
  });

  it('breaks a damaged lock when nobody gives signs of life', async () => {
    const where = await places();
    await writeFile(join(where.parent, '.train.lock'), '{"pid": 1');
    const past = new Date(Date.now() - 180_000);
    await utimes(join(where.parent, '.train.lock'), past, past);
    await (await lockFolder(where.folder, options())).release();
    expect(await readdir(where.parent)).toEqual([]);
  });

  it('breaks a lock though the process that broke it last was killed while it did', async () => {
    const where = await places();
    await leaveLock(where, { start: '1' });
    const present = (await describeProcess())!;
    const dead = sealJson({ ...present, start: '1', since: new Date().toISOString(), token: 'breaker' });
    await writeFile(join(where.parent, '.train.lock.break'), dead);
    await (await lockFolder(where.folder, options())).release();
    expect(await readdir(where.parent)).toEqual([]);
  });
});

describe('isRunning', () => {
  it('knows a process that ended from one that runs', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    started.push(child);
    const described = (await describeProcess(child.pid))!;
    expect(await isRunning(described)).toBe(true);
    expect(await isRunning({ ...described, start: '1' })).toBe(false);
    expect(await isRunning({ ...described, system: 'elsewhere' })).toBeUndefined();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await isRunning(described)).toBe(false);
    expect(await describeProcess(child.pid)).toBeUndefined();
  });

  it.runIf(process.platform === 'linux')('takes a zombie for ended', async () => {
    // `exec` leaves the shell's child to a program that never asks how it ended.
    const parent = spawn('sh', ['-c', 'sleep 0.5 & echo $!; exec sleep 60']);
    started.push(parent);
    const zombie = (await describeProcess(Number(await firstLine(parent))))!;
    expect(await isRunning(zombie)).toBe(true);
    await expect.poll(() => isRunning(zombie)).toBe(false);
    expect(() => process.kill(zombie.pid, 0)).not.toThrow();
  });
});
