import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { MANIFEST_FILE, RUN_FILE, openArtifact } from '@batchmates/artifact';
import { UserError, hasSystemCode } from '@batchmates/errors';

/** A file that may be served. */
export interface ServedFile {
  /** From its folder, with slashes. */
  readonly path: string;
  readonly bytes: number;
}

/** The files of an artifact: those that it says it has, and what it says. None when it is missing or damaged. */
export async function servedFiles(directory: string): Promise<readonly ServedFile[]> {
  try {
    const { manifest } = await openArtifact(directory);
    const records = await Promise.all([MANIFEST_FILE, RUN_FILE].map((path) => sizeOf(directory, path)));
    return [...manifest.files.map(({ path, bytes }) => ({ path, bytes })), ...records.flat()];
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/**
 * Absolute path of a file that is to be served from a folder; `undefined` unless its path is one of `files`, letter for letter, and leads to a file in
 * the folder: a link that leads out of it is none.
 */
export async function locateServed(
  path: string,
  { directory, files }: { readonly directory: string; readonly files: readonly ServedFile[] },
): Promise<string | undefined> {
  if (!files.some((file) => file.path === path)) return undefined;
  try {
    const [folder, file] = await Promise.all([realpath(directory), realpath(join(directory, path))]);
    return file.startsWith(folder + sep) && (await stat(file)).isFile() ? file : undefined;
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT') || hasSystemCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

async function sizeOf(directory: string, path: string): Promise<ServedFile[]> {
  try {
    return [{ path, bytes: (await stat(join(directory, path))).size }];
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return [];
    throw error;
  }
}
