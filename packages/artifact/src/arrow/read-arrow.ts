import type { FileHandle } from 'node:fs/promises';
import { readBytes } from '../files/regular-file.ts';
import { readBatches, type ArrowBatch } from './arrow-batch.ts';
import { ARROW_TAIL, footerBytes, readFooter, type ArrowFooter } from './arrow-footer.ts';

/** An Arrow IPC file in memory. */
export interface ArrowFile {
  readonly footer: ArrowFooter;
  readonly batches: readonly ArrowBatch[];
}

/**
 * Reads an Arrow IPC file of the kinds that we write: columns without missing values, dictionaries and compression. The columns are views
 * into `file`. No length in the file is trusted: work and memory stay in proportion to the file, whatever it says. Throws an `Error` that says
 * what was received instead; it is no `UserError`, since the file has no name here.
 */
export function readArrow(file: Uint8Array): ArrowFile {
  const end = file.length - ARROW_TAIL;
  if (end < 0) throw new Error(`${file.length} bytes`);
  const bytes = footerBytes(file.subarray(end), file.length);
  const footer = readFooter(file.subarray(end - bytes, end));
  return { footer, batches: readBatches(file, footer) };
}

/** The footer alone of an open file of `size` bytes; `path` is for messages. Throws an `Error` as `readArrow`. */
export async function readArrowFooter(handle: FileHandle, path: string, size: number): Promise<ArrowFooter> {
  const end = size - ARROW_TAIL;
  if (end < 0) throw new Error(`${size} bytes`);
  const tail = await readBytes(handle, { path, start: end, bytes: new Uint8Array(ARROW_TAIL) });
  const bytes = footerBytes(tail, size);
  return readFooter(await readBytes(handle, { path, start: end - bytes, bytes: new Uint8Array(bytes) }));
}

/** What was received in place of an Arrow file, for a message, from what `readArrow` threw. */
export function receivedInstead(error: unknown): string {
  if (error instanceof RangeError) return `lengths that do not fit (${error.message})`;
  return error instanceof Error ? error.message : String(error);
}
