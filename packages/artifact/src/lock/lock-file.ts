import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hasSystemCode, invariant } from '@batchmates/errors';
import { z } from 'zod';
import { sealJson, unsealJson } from '../sealed-json.ts';
import { describeProcess, isRunning, runningProcessSchema } from './running-process.ts';

const holderSchema = runningProcessSchema.extend({
  /** When the lock was taken. */
  since: z.iso.datetime(),
  /** Tells this taking of the lock from every other. */
  token: z.string(),
});

/** Who holds a lock. */
export type LockHolder = z.infer<typeof holderSchema>;

/** A lock file as it was found. */
export interface FoundLock {
  readonly text: string;
  /** `undefined` when the text is damaged. */
  readonly holder: LockHolder | undefined;
  readonly stale: boolean;
}

/** Time between two signs of life of a holder, in ms. */
export const HEARTBEAT = 10_000;

/** Time without a sign of life, in ms, after which a holder that cannot be asked (on another host) counts as dead. */
const SILENCE = 120_000;

/**
 * Tries to create the lock file at `path` for this process, in one atomic step. Gives its text when it was created, and
 * the lock that stands there when not; `undefined` when that one went away meanwhile.
 */
export async function tryLock(path: string): Promise<string | FoundLock | undefined> {
  const text = await textOfHolder();
  const beside = `${path}.${randomUUID()}`;
  try {
    await writeFile(beside, text);
    if (await createFrom(beside, path)) return text;
    // The file system's own time: clocks of two hosts may differ.
    return await findLock(path, (await stat(beside)).mtimeMs);
  } finally {
    await rm(beside, { force: true });
  }
}

/**
 * Removes the stale lock `found` at `path`. Whoever removes a lock of another process holds the lock `<path>.break`
 * meanwhile: two that saw the same stale lock cannot remove first it and then the new lock of the faster one.
 */
export async function breakLock(path: string, found: FoundLock): Promise<void> {
  const breaker = `${path}.break`;
  const taken = await tryLock(breaker);
  if (typeof taken !== 'string') {
    if (taken?.stale === true) await breakLock(breaker, taken);
    return;
  }
  try {
    if ((await readText(path)) === found.text) await rm(path, { force: true });
  } finally {
    await unlock(breaker, taken);
  }
}

/** Gives a sign of life; false when the lock is no longer ours. */
export async function beat(path: string, text: string): Promise<boolean> {
  const file = await open(path, 'r+').catch(absent);
  if (file === undefined) return false;
  try {
    if ((await file.readFile('utf8')) !== text) return false;
    // Written over with the same bytes: the file system sets the time, and a reader never sees half of it.
    await file.write(text, 0);
    return true;
  } finally {
    await file.close();
  }
}

/** Removes our lock; one that is not ours any more is left alone. */
export async function unlock(path: string, text: string): Promise<void> {
  if ((await readText(path)) === text) await rm(path, { force: true });
}

async function textOfHolder(): Promise<string> {
  const present = await describeProcess();
  invariant(present !== undefined, 'this process does not run');
  const holder: LockHolder = { ...present, since: new Date().toISOString(), token: randomUUID() };
  return sealJson(holder);
}

/** Creates `path` with the contents of `source` unless it exists; the contents appear whole where links are possible. */
async function createFrom(source: string, path: string): Promise<boolean> {
  try {
    await link(source, path).catch((error: unknown) => {
      if (hasSystemCode(error, 'EEXIST')) throw error;
      return copyFile(source, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (hasSystemCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function findLock(path: string, now: number): Promise<FoundLock | undefined> {
  const bytes = await readFile(path).catch(absent);
  const status = await stat(path).catch(absent);
  if (bytes === undefined || status === undefined) return undefined;
  const unsealed = unsealJson(bytes);
  const holder = unsealed.intact ? holderSchema.safeParse(unsealed.value).data : undefined;
  const running = holder === undefined ? undefined : await isRunning(holder);
  const stale = running === undefined ? now - status.mtimeMs > SILENCE : !running;
  return { text: bytes.toString('utf8'), holder, stale };
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(absent);
}

function absent(error: unknown): undefined {
  if (hasSystemCode(error, 'ENOENT')) return undefined;
  throw error;
}
