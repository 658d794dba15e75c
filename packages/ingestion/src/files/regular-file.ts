import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { openRegularFile as openFile, UnreadableFile as UnreadableArtifactFile } from '@batchmates/artifact';
import { UserError, systemReason } from '@batchmates/errors';

/** A file that cannot be read, or not to where it should: what is wrong with it stands in `reason`, without its path. */
export class UnreadableFile extends UserError {
  readonly reason: string;

  constructor(path: string, reason: string, cause?: unknown) {
    super({
      code: 'ingestion/unreadable-file',
      what: `file ${path}`,
      expected: 'a regular file that can be read',
      received: reason,
      remedy: 'replace it, mend its permissions, or name another one',
      cause,
    });
    this.name = 'UnreadableFile';
    this.reason = reason;
  }
}

/** A regular file, open for reading. Must be closed. */
export class RegularFile {
  readonly path: string;
  /** Its size in bytes when it was opened. */
  readonly bytes: number;
  readonly #handle: FileHandle;

  constructor(path: string, bytes: number, handle: FileHandle) {
    this.path = path;
    this.bytes = bytes;
    this.#handle = handle;
  }

  /**
   * `length` bytes from byte `start`, in memory of their own, which is taken only when the file is that long. Throws
   * `UnreadableFile`, also when the file has become shorter since.
   */
  async read(start: number, length: number): Promise<Buffer> {
    if (start + length > this.bytes) throw this.#endsAt(this.bytes, start + length);
    const buffer = Buffer.allocUnsafeSlow(length);
    for (let done = 0; done < length;) {
      const { bytesRead } = await this.#handle
        .read(buffer, done, length - done, start + done)
        .catch((cause: unknown) => {
          throw new UnreadableFile(this.path, systemReason(cause), cause);
        });
      if (bytesRead === 0) throw this.#endsAt(start + done, start + length);
      done += bytesRead;
    }
    return buffer;
  }

  /** The whole file as a stream, which does not close it. */
  stream(): Readable {
    return this.#handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 2 ** 20 });
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  #endsAt(end: number, needed: number): UnreadableFile {
    return new UnreadableFile(this.path, `one that ends at byte ${end}, before byte ${needed}`);
  }
}

/**
 * Opens a file for reading. Throws `UnreadableFile` when it is not there or may not be read, and when it is a folder, a pipe, a socket or a
 * device: of these nothing is read, and opening them does not wait for a writer.
 */
export async function openRegularFile(path: string): Promise<RegularFile> {
  const { handle, size } = await openFile(path).catch((error: unknown) => {
    throw error instanceof UnreadableArtifactFile
      ? new UnreadableFile(path, error.reason, error.cause)
      : error;
  });
  return new RegularFile(path, size, handle);
}

/** Opens a file, does something with it, and closes it. Throws what `openRegularFile` and `use` throw. */
export async function withRegularFile<Result>(
  path: string,
  use: (file: RegularFile) => Promise<Result>,
): Promise<Result> {
  const file = await openRegularFile(path);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** A list or a manifest of this many bytes is none: the names of all images of ImageNet are 40 MB. */
const LONGEST_TEXT = 256 * 2 ** 20;

/** The text of a file in UTF-8. Throws `UnreadableFile`, also for one that is longer than any list or manifest. */
export async function readText(path: string): Promise<string> {
  return withRegularFile(path, async (file) => {
    if (file.bytes > LONGEST_TEXT) throw new UnreadableFile(path, `${file.bytes} bytes, too many for a text`);
    return (await file.read(0, file.bytes)).toString('utf8');
  });
}
