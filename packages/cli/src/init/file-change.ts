import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError, hasSystemCode, systemReason } from '@batchmates/errors';

/** What `batchmates init` does about one file. */
export interface FileChange {
  /** Relative to the folder. */
  readonly file: string;
  /** What the file is to hold; absent when it stays as it is. */
  readonly content?: string;
  /** What is added, in a few words; empty when the whole file is new or nothing is added. */
  readonly added: readonly string[];
  /** What stands there in another way and stays, in a few words. */
  readonly left: readonly string[];
}

/** The text of a file of the folder; undefined when it is absent. Throws a `UserError` when something else stands there. */
export async function readIfThere(folder: string, file: string): Promise<string | undefined> {
  return readFile(join(folder, file), 'utf8').catch((cause: unknown) => {
    if (hasSystemCode(cause, 'ENOENT')) return undefined;
    throw new UserError({
      code: 'init/unreadable',
      what: join(folder, file),
      expected: 'a file that can be read, or nothing',
      received: systemReason(cause),
      remedy: 'mend or move it; nothing was written',
      cause,
    });
  });
}

/** A file that is written unless one is there; `other` says what to do where it holds something else. */
export async function newFile(
  folder: string,
  file: string,
  content: string,
  other?: string,
): Promise<FileChange> {
  const there = await readIfThere(folder, file);
  if (there === undefined) return { file, content, added: [], left: [] };
  return { file, added: [], left: other === undefined || there === content ? [] : [other] };
}
