import { createHash } from 'node:crypto';
import { open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError, systemReason } from '@batchmates/errors';
import {
  openRegularFile,
  readText,
  UnreadableFile,
  withRegularFile,
  type RegularFile,
} from '../files/regular-file.ts';
import type { SkippedRow, SourceRow } from './source.ts';

/** Rows that are kept on disk once they have been read, so that an interrupted run need not read them again. */
export interface ResumableRows {
  /** The stage's scratch folder. */
  readonly scratch: string;
  /** Names this group of rows: a file name. */
  readonly key: string;
  /** Reads them; each row's image stays as it is. */
  readonly read: () => AsyncIterable<SourceRow | SkippedRow>;
}

/** A row without its image, as it is kept: images lie end to end in a file of their own. */
type KeptRow = (Omit<SourceRow, 'image'> & { readonly bytes: number }) | SkippedRow;

/**
 * Bytes written or read at a time: each access to a file waits its turn behind the images being decoded on the same
 * threads, so there must be few.
 */
const BLOCK = 8 * 2 ** 20;

/**
 * Yields the rows: from the scratch folder when an earlier run has kept all of them whole (and then returns true), else by
 * reading them, and keeps them.
 */
export async function* resumableRows(group: ResumableRows): AsyncGenerator<SourceRow | SkippedRow, boolean> {
  const kept = await keptRows(group);
  yield* kept === undefined ? readAndKeep(group) : readBack(group, kept);
  return kept !== undefined;
}

/** The rows that an earlier run kept, if it kept the whole group and every byte is as it was written. */
async function keptRows({ scratch, key }: ResumableRows): Promise<readonly KeptRow[] | undefined> {
  try {
    const [digest, rows = ''] = (await readText(indexFile(scratch, key))).split('\n');
    const found = await withRegularFile(imagesFile(scratch, key), (images) => digestOf(images, rows));
    return found === digest ? (JSON.parse(rows) as KeptRow[]) : undefined;
  } catch (error) {
    if (error instanceof UnreadableFile) return undefined;
    throw error;
  }
}

/** The sha256 of images and rows: the first line of the index. */
async function digestOf(images: RegularFile, rows: string): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < images.bytes; at += BLOCK)
    hash.update(await images.read(at, Math.min(BLOCK, images.bytes - at)));
  return hash.update(rows).digest('hex');
}

/** The index is written last: without it the group does not count as kept. */
async function* readAndKeep({ scratch, key, read }: ResumableRows): AsyncGenerator<SourceRow | SkippedRow> {
  const rows: KeptRow[] = [];
  const path = imagesFile(scratch, key);
  const handle = await open(path, 'w').catch((cause: unknown) => Promise.reject(unwritable(path, cause)));
  const hash = createHash('sha256');
  try {
    let block: Uint8Array[] = [];
    let bytes = 0;
    for await (const row of read()) {
      yield row;
      if ('skipped' in row) {
        rows.push(row);
        continue;
      }
      const { image, ...facts } = row;
      rows.push({ ...facts, bytes: image.length });
      block.push(image);
      hash.update(image);
      bytes += image.length;
      if (bytes < BLOCK) continue;
      await handle.appendFile(Buffer.concat(block));
      [block, bytes] = [[], 0];
    }
    await handle.appendFile(Buffer.concat(block));
  } finally {
    await handle.close();
  }
  const index = indexFile(scratch, key);
  const text = JSON.stringify(rows);
  await writeFile(`${index}.new`, `${hash.update(text).digest('hex')}\n${text}`);
  await rename(`${index}.new`, index);
}

async function* readBack(
  { scratch, key }: ResumableRows,
  rows: readonly KeptRow[],
): AsyncGenerator<SourceRow | SkippedRow> {
  const images = await openRegularFile(imagesFile(scratch, key));
  try {
    for (let first = 0, end = 0, start = 0; first < rows.length; first = end) {
      let size = 0;
      while (end < rows.length && size < BLOCK) size += bytesOf(rows[end++]!);
      const block = await images.read(start, size);
      start += size;
      let at = 0;
      for (const row of rows.slice(first, end)) {
        if ('skipped' in row) yield row;
        else {
          const { bytes, ...facts } = row;
          yield { ...facts, image: block.subarray(at, (at += bytes)) };
        }
      }
    }
  } finally {
    await images.close();
  }
}

function bytesOf(row: KeptRow): number {
  return 'skipped' in row ? 0 : row.bytes;
}

function imagesFile(scratch: string, key: string): string {
  return join(scratch, `${key}.images`);
}

function indexFile(scratch: string, key: string): string {
  return join(scratch, `${key}.rows`);
}

function unwritable(path: string, cause: unknown): UserError {
  return new UserError({
    code: 'ingestion/scratch',
    what: `scratch file ${path}`,
    expected: 'one that can be written',
    received: systemReason(cause),
    remedy: 'remove what stands there, or mend its permissions',
    cause,
  });
}
