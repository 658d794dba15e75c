import { access, readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { UserError } from '@batchmates/errors';
import { dataFolders } from '../files/data-folders.ts';
import type { CifarManifest } from './manifest.ts';

/** Where the files are read from. */
export type CifarSource =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'archive'; readonly path: string }
  /** To be downloaded to `path` first. */
  | { readonly kind: 'download'; readonly path: string };

/** What is looked for. */
export interface SourceRequest {
  /** The parameter: `auto`, `download`, or a path. */
  readonly source: string;
  readonly pipelineDirectory: string;
  readonly manifest: CifarManifest;
  /** The files that must be there, by name. */
  readonly needed: readonly string[];
}

/**
 * Finds the files: `auto` takes the first data folder that holds all the needed files (itself or in the archive's
 * folder) or the archive, and plans a download when there is neither. Throws a `UserError` that names missing files.
 */
export async function findSource(request: SourceRequest): Promise<CifarSource> {
  const { source, pipelineDirectory, manifest } = request;
  const folders = dataFolders();
  const download: CifarSource = { kind: 'download', path: join(folders[0], manifest.archive.name) };
  if (source === 'download') return download;
  if (source !== 'auto')
    return given(isAbsolute(source) ? source : resolve(pipelineDirectory, source), request);
  const partial: { folder: string; missing: string[] }[] = [];
  let other: UserError | undefined;
  for (const root of folders) {
    for (const folder of foldersOf(root, manifest)) {
      const missing = await missingFiles(folder, request);
      if (missing.length === 0) return { kind: 'folder', path: folder };
      if (missing.length < request.needed.length) partial.push({ folder, missing });
      other ??= await otherForm(folder);
    }
    for (const archive of archivesOf(root, manifest))
      if (await exists(archive)) return { kind: 'archive', path: archive };
  }
  // Some of the files are there, or others: a download of the whole archive is not what the user expects.
  if (partial[0] !== undefined) throw missingError(partial[0].folder, partial[0].missing);
  if (other !== undefined) throw other;
  return download;
}

async function given(path: string, request: SourceRequest): Promise<CifarSource> {
  const { manifest } = request;
  const facts = await stat(path).catch((cause: unknown) => {
    throw new UserError({
      code: 'cifar10/no-source',
      what: `source ${path}`,
      expected: `a folder or ${manifest.archive.name}`,
      received: 'nothing there',
      cause,
    });
  });
  if (!facts.isDirectory()) return { kind: 'archive', path };
  const found: { folder: string; missing: string[] }[] = [];
  for (const folder of foldersOf(path, manifest)) {
    if (!(await exists(folder))) continue;
    const missing = await missingFiles(folder, request);
    if (missing.length === 0) return { kind: 'folder', path: folder };
    found.push({ folder, missing });
  }
  for (const { folder } of found) {
    const other = await otherForm(folder);
    if (other !== undefined) throw other;
  }
  const [nearest] = found.toSorted((left, right) => left.missing.length - right.missing.length);
  throw missingError(nearest!.folder, nearest!.missing);
}

/** Where the files may lie below a folder: itself, the archive's folder, and that within itself, as some unpackers leave it. */
function foldersOf(root: string, { archive: { folder } }: CifarManifest): readonly string[] {
  return [root, join(root, folder), join(root, folder, folder)];
}

/** The archive, compressed or not. */
function archivesOf(root: string, { archive: { name } }: CifarManifest): readonly string[] {
  return [join(root, name), join(root, name.replace(/\.gz$/, ''))];
}

/** The mistake of a folder that holds CIFAR in a form that is not read; `undefined` for any other folder. */
async function otherForm(folder: string): Promise<UserError | undefined> {
  const present = new Set(await readdir(folder).catch(() => []));
  const form = present.has('batches.meta')
    ? 'the Python version (pickles)'
    : present.has('batches.meta.mat')
      ? 'the Matlab version'
      : present.has('fine_label_names.txt') || (present.has('train') && present.has('meta'))
        ? 'CIFAR-100'
        : undefined;
  if (form === undefined) return undefined;
  return new UserError({
    code: 'cifar10/other-form',
    what: `folder ${folder}`,
    expected: 'CIFAR-10, binary version',
    received: form,
    remedy: 'get cifar-10-binary.tar.gz, or set `source: download`',
  });
}

async function missingFiles(folder: string, { needed }: SourceRequest): Promise<string[]> {
  const present = new Set(await readdir(folder).catch(() => []));
  return needed.filter((name) => !present.has(name));
}

function missingError(folder: string, missing: readonly string[]): UserError {
  return new UserError({
    code: 'cifar10/missing-files',
    what: `folder ${folder}`,
    expected: `also ${missing.join(', ')}`,
    received: 'no such file',
    remedy:
      'add it, set `source: download`, or name the files you have with `split: { kind: holdout, heldOut, train }`',
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
