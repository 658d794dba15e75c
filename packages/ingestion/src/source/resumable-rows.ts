import { open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SkippedRow, SourceRow } from './source.ts';

/** Rows that are kept on disk once they have been read, so that an interrupted run need not read them again. */
export interface ResumableRows {
  /** The stage's scratch folder. */
  readonly scratch: string;
  /** Names this group of rows: a file name. */
  readonly key: string;
  /** Reads them; each row's image is memory of its own. */
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
 * Yields the rows: from the scratch folder when an earlier run has kept all of them (and then returns true), else by
 * reading them, and keeps them.
 */
export async function* resumableRows(group: ResumableRows): AsyncGenerator<SourceRow | SkippedRow, boolean> {
  const kept = await keptRows(group);
  yield* kept === undefined ? readAndKeep(group) : readBack(group, kept);
  return kept !== undefined;
}

/** The rows that an earlier run kept, if it kept the whole group and all bytes are there. */
async function keptRows({ scratch, key }: ResumableRows): Promise<readonly KeptRow[] | undefined> {
  const text = await readFile(indexFile(scratch, key), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const rows = JSON.parse(text) as readonly KeptRow[];
  const { size } = await stat(imagesFile(scratch, key)).catch(() => ({ size: -1 }));
  return size === rows.reduce((sum, row) => sum + bytesOf(row), 0) ? rows : undefined;
}

/** The index is written last: without it the group does not count as kept. */
async function* readAndKeep({ scratch, key, read }: ResumableRows): AsyncGenerator<SourceRow | SkippedRow> {
  const rows: KeptRow[] = [];
  const handle = await open(imagesFile(scratch, key), 'w');
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
  await writeFile(`${index}.new`, JSON.stringify(rows));
  await rename(`${index}.new`, index);
}

async function* readBack(
  { scratch, key }: ResumableRows,
  rows: readonly KeptRow[],
): AsyncGenerator<SourceRow | SkippedRow> {
  const handle = await open(imagesFile(scratch, key));
  try {
    for (let first = 0, end = 0; first < rows.length; first = end) {
      let size = 0;
      while (end < rows.length && size < BLOCK) size += bytesOf(rows[end++]!);
      const block = Buffer.allocUnsafeSlow(size);
      await handle.read(block, 0, size);
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
    await handle.close();
  }
}

function bytesOf(row: KeptRow): number {
  return 'skipped' in row ? 0 : row.bytes;
}

function imagesFile(scratch: string, key: string): string {
  return join(scratch, `${key}.images`);
}

function indexFile(scratch: string, key: string): string {
  return join(scratch, `${key}.rows.json`);
}
