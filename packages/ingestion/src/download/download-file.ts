import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { lockFolder } from '@batchmates/artifact';
import { hasSystemCode, systemReason, UserError } from '@batchmates/errors';
import type { Progress, ProgressBar } from '@batchmates/stage';
import { md5OfFile } from '../files/md5.ts';

/** A file to fetch. */
export interface Download {
  readonly url: string;
  /** Where it goes; until it is whole and verified it is `<path>.partial`, from which an interrupted download goes on. */
  readonly path: string;
  readonly bytes: number;
  readonly md5: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Milliseconds before another attempt (default 1000). */
  readonly pause?: number;
}

/** Attempts in a row that bring no byte before it gives up. */
const ATTEMPTS = 4;

/**
 * Downloads a file, resuming where an earlier attempt stopped (HTTP `Range`), and verifies its size and md5; of several processes one does, and the
 * others wait for it. Throws a
 * `UserError` when the server cannot be reached or sends something else.
 */
export async function downloadFile(download: Download): Promise<void> {
  const { path, progress } = download;
  await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => {
    throw unwritable(dirname(path), cause);
  });
  const lock = await lockFolder(path, {
    signal: download.signal,
    onWait: () => progress.note(`waiting for ${path}, which another process downloads`),
  });
  try {
    if (!(lock.waited && existsSync(path))) await fetchVerified(download);
  } finally {
    await lock.release();
  }
}

async function fetchVerified(download: Download): Promise<void> {
  const { url, path, bytes, progress } = download;
  const partial = `${path}.partial`;
  const bar = progress.start({ label: `downloading ${url}`, total: bytes, unit: 'bytes' });
  try {
    bar.advance(Math.min(await sizeOf(partial), bytes));
    await fetchAll(download, partial, bar);
    await verify(download, partial);
    await rename(partial, path).catch((cause: unknown) => {
      throw unwritable(path, cause);
    });
  } finally {
    bar.stop();
  }
}

async function fetchAll(download: Download, partial: string, bar: ProgressBar): Promise<void> {
  const { bytes, signal, pause = 1000 } = download;
  let failures = 0;
  for (let have = await sizeOf(partial); have < bytes; have = await sizeOf(partial)) {
    let cause: unknown;
    try {
      await fetchRest(download, partial, have, bar);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UserError || hasSystemCode(error, 'ENOSPC')) throw error;
      if (hasSystemCall(error)) throw unwritable(partial, error);
      cause = error;
    }
    failures = (await sizeOf(partial)) > have ? 0 : failures + 1;
    if (failures === ATTEMPTS) throw unreachable(download, cause);
    if (cause !== undefined || failures > 0) await delay(pause, undefined, { signal });
  }
}

async function fetchRest(
  { url, signal }: Download,
  partial: string,
  have: number,
  bar: ProgressBar,
): Promise<void> {
  const response = await fetch(url, { signal, headers: have > 0 ? { range: `bytes=${have}-` } : {} });
  if (response.status >= 500) throw new Error(`status ${response.status} ${response.statusText}`);
  if (!response.ok || response.body === null) throw refused(url, `${response.status} ${response.statusText}`);
  // A server that cannot resume sends the file from its start: what we have is skipped.
  let skip = have - startOf(response);
  if (skip < 0) throw refused(url, `a part that starts ${-skip} bytes too late`);
  const chunks = response.body as AsyncIterable<Uint8Array>;
  await pipeline(
    async function* () {
      for await (const chunk of chunks) {
        const fresh = chunk.subarray(Math.min(skip, chunk.length));
        skip -= chunk.length - fresh.length;
        bar.advance(fresh.length);
        yield fresh;
      }
    },
    createWriteStream(partial, { flags: 'a' }),
    { signal },
  );
}

/** Offset of the first byte of a response's body in the file. */
function startOf(response: Response): number {
  if (response.status !== 206) return 0;
  const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  return start === undefined ? 0 : Number(start);
}

async function verify({ url, bytes, md5, signal }: Download, partial: string): Promise<void> {
  const size = await sizeOf(partial);
  const digest = size === bytes ? await md5OfFile(partial, signal) : undefined;
  if (digest === md5) return;
  // Going on from wrong bytes would never come right.
  await rm(partial, { force: true });
  throw new UserError({
    code: 'download/checksum',
    what: `downloading ${url}`,
    expected: `${bytes} bytes with md5 ${md5}`,
    received: digest === undefined ? `${size} bytes` : `md5 ${digest}`,
    remedy: 'the file was deleted; run again, or put the official file in place by hand',
  });
}

function refused(url: string, received: string): UserError {
  return new UserError({
    code: 'download/refused',
    what: `downloading ${url}`,
    expected: 'the file',
    received,
    remedy: 'download it by hand and put it in data/',
  });
}

function unreachable({ url, path }: Download, cause: unknown): UserError {
  return new UserError({
    code: 'download/unreachable',
    what: `downloading ${url} failed${cause instanceof Error ? ` (${reason(cause)})` : ''}`,
    remedy: `run again to go on where it stopped, or put the file at ${path}`,
    cause,
  });
}

/** The mistake of a place in which nothing can be written. */
function unwritable(path: string, cause: unknown): UserError {
  return new UserError({
    code: 'download/unwritable',
    what: `writing ${path}`,
    expected: 'a place that can be written',
    received: systemReason(cause),
    remedy: 'mend its permissions, or set BATCHMATES_DATA to another folder',
    cause,
  });
}

/** Whether it is the file that could not be written, not the server that could not be reached. */
function hasSystemCall(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}

/** The innermost message: `fetch failed` alone says nothing. */
function reason(error: Error): string {
  return error.cause instanceof Error ? reason(error.cause) : error.message;
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
