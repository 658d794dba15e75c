import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '@batchmates/errors';
import { Parser } from 'tar';
import { match } from 'ts-pattern';
import { md5 } from '../files/md5.ts';
import { withRegularFile, type RegularFile } from '../files/regular-file.ts';
import type { CifarSource } from './find-source.ts';
import type { CifarFile } from './manifest.ts';
import { otherForm, otherFormError } from './other-forms.ts';

/**
 * Reads the named files into memory, sizes and checksums verified; a file of another size than the manifest's is not read. Throws a
 * `UserError` that names the bad one.
 */
export async function readFiles(
  source: Exclude<CifarSource, { kind: 'download' }>,
  files: readonly CifarFile[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const contents = await match(source)
    .with({ kind: 'folder' }, ({ path }) => readFolder(path, files, signal))
    .with({ kind: 'archive' }, ({ path }) =>
      withRegularFile(path, (archive) => readArchive(archive, files, signal)),
    )
    .exhaustive();
  for (const file of files) checkContent(file, contents.get(file.name)!, source.path);
  return contents;
}

async function readFolder(
  folder: string,
  files: readonly CifarFile[],
  signal: AbortSignal,
): Promise<Map<string, Uint8Array>> {
  const contents = new Map<string, Uint8Array>();
  for (const file of files) {
    signal.throwIfAborted();
    const bytes = await withRegularFile(join(folder, file.name), async (opened) => {
      const wrong = wrongSize(file, opened.bytes, folder);
      if (wrong !== undefined) throw wrong;
      return opened.read(0, opened.bytes);
    });
    contents.set(file.name, bytes);
  }
  return contents;
}

async function readArchive(
  archive: RegularFile,
  files: readonly CifarFile[],
  signal: AbortSignal,
): Promise<Map<string, Uint8Array>> {
  const wanted = new Map(files.map((file) => [file.name, file]));
  const contents = new Map<string, Uint8Array>();
  const names: string[] = [];
  const reading: Promise<unknown>[] = [];
  // The parser calls back from its own stack, where nobody would catch what is thrown.
  const mistake = new AbortController();
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      const name = basename(entry.path);
      names.push(name);
      const file = wanted.get(name);
      const wrong = file === undefined ? undefined : wrongSize(file, entry.size, archive.path);
      if (wrong !== undefined) mistake.abort(wrong);
      // Only regular files of the manifest, at their sizes, are taken, whatever else the archive holds.
      if (file === undefined || wrong !== undefined || entry.type !== 'File') entry.resume();
      else reading.push(entry.concat().then((bytes) => contents.set(name, bytes)));
    },
  });
  try {
    const stop = AbortSignal.any([signal, mistake.signal]);
    await pipeline(archive.stream(), parser as unknown as NodeJS.WritableStream, { signal: stop });
    await Promise.all(reading);
  } catch (cause) {
    signal.throwIfAborted();
    mistake.signal.throwIfAborted();
    throw badArchive(archive.path, (cause as Error).message, cause);
  }
  const missing = files.filter(({ name }) => !contents.has(name)).map(({ name }) => name);
  if (missing.length > 0) throw missingIn(archive.path, missing, names);
  return contents;
}

function wrongSize(file: CifarFile, bytes: number, path: string): UserError | undefined {
  if (bytes === file.bytes) return undefined;
  return new UserError({
    code: 'cifar10/file-size',
    what: `file ${file.name} of ${path}`,
    expected: `${file.bytes} bytes`,
    received: `${bytes}`,
    remedy: 'it is truncated or not the official file: replace it',
  });
}

function checkContent(file: CifarFile, bytes: Uint8Array, path: string): void {
  const received = md5(bytes);
  if (received === file.md5) return;
  throw new UserError({
    code: 'cifar10/checksum',
    what: `file ${file.name} of ${path}`,
    expected: `md5 ${file.md5}`,
    received,
    remedy: 'replace the file',
  });
}

function badArchive(path: string, received: string, cause: unknown): UserError {
  return new UserError({
    code: 'cifar10/bad-archive',
    what: `archive ${path}`,
    expected: 'a whole .tar.gz or .tar',
    received,
    remedy: 'get it again, name another `source`, or move it away and set `source: download`',
    cause,
  });
}

/** The mistake of an archive without the files that are needed: another form of CIFAR, or something else. */
function missingIn(path: string, missing: readonly string[], names: readonly string[]): UserError {
  const form = otherForm(names);
  if (form !== undefined) return otherFormError(`archive ${path}`, form);
  return new UserError({
    code: 'cifar10/missing-files',
    what: `archive ${path}`,
    expected: `also ${missing.join(', ')}`,
    received: `${names.slice(0, 5).join(', ')}${names.length > 5 ? ', ...' : ''}`,
    remedy: 'name another `source`, or set `source: download`',
  });
}
