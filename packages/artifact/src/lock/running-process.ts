import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { hasSystemCode } from '@batchmates/errors';
import { z } from 'zod';

/** A process, told apart from later ones that are given the same id. */
export const runningProcessSchema = z.strictObject({
  pid: z.number().int().positive(),
  /** When it started: in clock ticks since boot (Linux), as text of `ps` elsewhere; `null` where neither is known. */
  start: z.string().nullable(),
  host: z.string(),
  /** The running system within which process ids mean the same: host, boot and (Linux) process namespace. */
  system: z.string(),
});

export type RunningProcess = z.infer<typeof runningProcessSchema>;

/** Describes a process of this system, by default the present one; `undefined` when there is none with this id. */
export async function describeProcess(pid: number = process.pid): Promise<RunningProcess | undefined> {
  const start = await startOf(pid);
  if (start === undefined) return undefined;
  return { pid, start, host: hostname(), system: await thisSystem() };
}

/**
 * Whether a process still runs. `undefined` when it belongs to another system (another host, a container, or this
 * machine before it was restarted), where its id says nothing, and when the system hides it (`hidepid`).
 */
export async function isRunning(described: RunningProcess): Promise<boolean | undefined> {
  if (described.system !== (await thisSystem())) return undefined;
  const start = await startOf(described.pid);
  return start === null && described.start !== null ? undefined : start === described.start;
}

async function thisSystem(): Promise<string> {
  const [boot, namespace] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => ''),
  ]);
  return [hostname(), boot.trim(), namespace].filter((part) => part !== '').join(' ');
}

/** When a process started; `null` where that cannot be known, `undefined` when it does not run. */
async function startOf(pid: number): Promise<string | null | undefined> {
  if (!isAlive(pid)) return undefined;
  if (process.platform === 'win32') return null;
  if (process.platform === 'linux') return startOnLinux(pid);
  return startByPs(pid);
}

/**
 * When a process started, as `ps` of macOS and other Unixes says it: the same text for whoever asks, since language and time zone would change it.
 * `undefined` when it does not run.
 */
export async function startByPs(pid: number): Promise<string | undefined> {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], { env }).catch(
    () => ({ stdout: '' }),
  );
  return stdout.trim() === '' ? undefined : stdout.trim();
}

async function startOnLinux(pid: number): Promise<string | null | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // Alive still, another user's, and hidden from this one.
  if (text === undefined) return isAlive(pid) ? null : undefined;
  // The command's name, in parentheses, may hold anything; after it come the state (field 3) and the rest, `starttime`
  // (field 22) among them. A zombie has ended.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: alive, but another user's.
    return hasSystemCode(error, 'EPERM');
  }
}
