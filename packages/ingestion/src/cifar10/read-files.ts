import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '@batchmates/errors';
import { list } from 'tar';
import { match } from 'ts-pattern';
import { md5 } from '../files/md5.ts';
import type { CifarSource } from './find-source.ts';
import type { CifarFile } from './manifest.ts';

/** Reads the named files into memory, sizes and checksums verified; throws a `UserError` that names the bad one. */
export async function readFiles(
  source: Exclude<CifarSource, { kind: 'download' }>,
  files: readonly CifarFile[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const contents = await match(source)
    .with({ kind: 'folder' }, ({ path }) => readFolder(path, files, signal))
    .with({ kind: 'archive' }, ({ path }) => readArchive(path, files, signal))
    .exhaustive();
  for (const file of files) verify(file, contents.get(file.name), source);
  return contents;
}

async function readFolder(folder: string, files: readonly CifarFile[], signal: AbortSignal) {
  const read = files.map(async ({ name }) => [name, await readFile(join(folder, name), { signal })] as const);
  return new Map<string, Uint8Array>(await Promise.all(read));
}

async function readArchive(path: string, files: readonly CifarFile[], signal: AbortSignal) {
  const wanted = new Set(files.map(({ name }) => name));
  const contents = new Map<string, Uint8Array>();
  const reading: Promise<unknown>[] = [];
  try {
    await list({
      file: path,
      strict: true,
      // Only regular files of the manifest are taken, whatever else the archive holds.
      filter: (name, entry) =>
        !signal.aborted && 'type' in entry && entry.type === 'File' && wanted.has(basename(name)),
      onReadEntry: (entry) => {
        reading.push(entry.concat().then((bytes) => contents.set(basename(entry.path), bytes)));
      },
    });
    await Promise.all(reading);
  } catch (cause) {
    throw new UserError({
      code: 'cifar10/bad-archive',
      what: `archive ${path}`,
      expected: 'a whole .tar.gz',
      received: (cause as Error).message,
      remedy: 'delete it and run again to download it',
      cause,
    });
  }
  signal.throwIfAborted();
  return contents;
}

function verify(file: CifarFile, bytes: Uint8Array | undefined, { path }: CifarSource): void {
  const what = `file ${file.name} of ${path}`;
  if (bytes === undefined) {
    throw new UserError({
      code: 'cifar10/missing-files',
      what,
      expected: 'it in the archive',
      received: 'no such entry',
    });
  }
  if (bytes.length !== file.bytes) {
    throw new UserError({
      code: 'cifar10/file-size',
      what,
      expected: `${file.bytes} bytes`,
      received: `${bytes.length}`,
      remedy: 'it is truncated or not the official file: replace it',
    });
  }
  const received = md5(bytes);
  if (received !== file.md5) {
    throw new UserError({
      code: 'cifar10/checksum',
      what,
      expected: `md5 ${file.md5}`,
      received,
      remedy: 'replace the file',
    });
  }
}
