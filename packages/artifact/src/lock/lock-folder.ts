import { mkdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '@batchmates/errors';
import { HEARTBEAT, beat, breakLock, tryLock, unlock, type LockHolder } from './lock-file.ts';

/** The right to write a folder, which one process at a time has. */
export interface FolderLock {
  /** Whether another process had it when it was asked for. */
  readonly waited: boolean;
  /** Aborted, with a `UserError` (`lock/lost`), when another process took the lock over. */
  readonly signal: AbortSignal;
  release(): Promise<void>;
}

/** How to take a lock. */
export interface LockOptions {
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Called once, when another process has the lock; its holder is `undefined` when the lock file is damaged. */
  readonly onWait: (holder: LockHolder | undefined) => void;
}

/** Time between two attempts, in ms. */
const PATIENCE = 500;

/**
 * Takes the lock of a folder, which need not exist, and waits as long as another process has it. The lock is the file
 * `.<name>.lock` beside the folder. The lock of a process that does not run any more is broken at once, that of a process
 * on another host after two minutes without a sign of life. Throws the reason of `signal` when that is aborted.
 */
export async function lockFolder(directory: string, { signal, onWait }: LockOptions): Promise<FolderLock> {
  const folder = resolve(directory);
  await mkdir(dirname(folder), { recursive: true });
  const path = join(dirname(folder), `.${basename(folder)}.lock`);
  let waited = false;
  for (;;) {
    signal.throwIfAborted();
    const taken = await tryLock(path);
    if (typeof taken === 'string') return hold(path, taken, waited);
    if (taken?.stale === true) {
      await breakLock(path, taken);
      // Another process may be breaking it.
      await sleep(20);
    } else if (taken !== undefined) {
      if (!waited) onWait(taken.holder);
      waited = true;
      await sleep(PATIENCE, undefined, { signal }).catch(() => undefined);
    }
  }
}

function hold(path: string, text: string, waited: boolean): FolderLock {
  const lost = new AbortController();
  const timer = setInterval(() => {
    beat(path, text).then(
      (ours) => {
        if (!ours) lost.abort(lostLock(path));
      },
      // A file system that is away for a moment: the next beat tells.
      () => undefined,
    );
  }, HEARTBEAT);
  timer.unref();
  return {
    waited,
    signal: lost.signal,
    async release() {
      clearInterval(timer);
      await unlock(path, text);
    },
  };
}

function lostLock(path: string): UserError {
  return new UserError({
    code: 'lock/lost',
    what: `${path} was taken over by another process while this one gave no sign of life`,
    remedy: 'run the command again',
  });
}
