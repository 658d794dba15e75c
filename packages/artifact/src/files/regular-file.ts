import { constants, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { UserError, hasSystemCode, systemReason } from '@batchmates/errors';

/** A file that cannot be read, or is none. */
export class UnreadableFile extends UserError {
  /** What is wrong with it, without its path. */
  readonly reason: string;
  /** Whether nothing stands at the path. */
  readonly absent: boolean;

  constructor(path: string, reason: string, cause?: unknown) {
    super({
      code: 'artifact/unreadable-file',
      what: `file ${path}`,
      expected: 'a regular file that can be read',
      received: reason,
      remedy: 'replace it or mend its permissions',
      cause,
    });
    this.name = 'UnreadableFile';
    this.reason = reason;
    this.absent = hasSystemCode(cause, 'ENOENT') || hasSystemCode(cause, 'ENOTDIR');
  }
}

/** A regular file, open for reading, and its size in bytes. The handle must be closed. */
export interface OpenedFile {
  readonly handle: FileHandle;
  readonly size: number;
}

/**
 * Opens a file for reading. Throws `UnreadableFile` when it is absent or may not be read, and when it is a folder, a named pipe, a socket or
 * a device: of these nothing is read, and opening them waits for no writer.
 */
export async function openRegularFile(path: string): Promise<OpenedFile> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    throw new UnreadableFile(path, systemReason(cause), cause);
  });
  try {
    const facts = await handle.stat();
    if (facts.isFile()) return { handle, size: facts.size };
    throw new UnreadableFile(path, kindOf(facts));
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Bytes of a file that is read whole: what Node takes in one piece. */
const LARGEST = 2 ** 31 - 1;

/**
 * The bytes of a file of at most `largest` bytes. Throws `UnreadableFile`, also for a longer one, before any memory is taken, and the
 * signal's reason soon after it is aborted.
 */
export async function readRegularFile(
  path: string,
  largest: number = LARGEST,
  signal?: AbortSignal,
): Promise<Buffer> {
  const { handle, size } = await openRegularFile(path);
  try {
    if (size > largest) throw new UnreadableFile(path, `one of ${size} bytes, where ${largest} are the most`);
    return await readBytes(handle, { path, start: 0, bytes: Buffer.allocUnsafeSlow(size), signal });
  } finally {
    await handle.close();
  }
}

/** Which part of a file to read, into which memory. */
export interface FilePart<Bytes extends Uint8Array> {
  /** For messages. */
  readonly path: string;
  /** First byte to read. */
  readonly start: number;
  /** Filled to its end. */
  readonly bytes: Bytes;
  readonly signal?: AbortSignal | undefined;
}

/** Most bytes at a time: what the system reads at once, and, with a signal, what is read between two looks at it. */
const MOST = 2 ** 30;
const MOST_WITH_SIGNAL = 2 ** 24;

/** Fills memory from an open file. Throws `UnreadableFile` when the file ends before, and the signal's reason once it is aborted. */
export async function readBytes<Bytes extends Uint8Array>(
  handle: FileHandle,
  { path, start, bytes, signal }: FilePart<Bytes>,
): Promise<Bytes> {
  const most = signal === undefined ? MOST : MOST_WITH_SIGNAL;
  for (let done = 0; done < bytes.length;) {
    signal?.throwIfAborted();
    const wanted = Math.min(bytes.length - done, most);
    const { bytesRead } = await handle.read(bytes, done, wanted, start + done).catch((cause: unknown) => {
      throw new UnreadableFile(path, systemReason(cause), cause);
    });
    if (bytesRead === 0) throw new UnreadableFile(path, `one that ends at byte ${start + done}`);
    done += bytesRead;
  }
  return bytes;
}

function kindOf(facts: Stats): string {
  if (facts.isDirectory()) return 'a folder';
  if (facts.isFIFO()) return 'a named pipe';
  if (facts.isSocket()) return 'a socket';
  return 'a device';
}
