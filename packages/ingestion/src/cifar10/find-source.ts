import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { UserError, hasSystemCode, systemReason } from '@batchmates/errors';
import { dataFolders } from '@batchmates/stage';
import type { CifarManifest } from './manifest.ts';
import { otherForm, otherFormCalled, otherFormError } from './other-forms.ts';

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
 * Finds the files: `auto` takes the first data folder that holds all the needed files (itself or in the archive's folder) or the archive,
 * compressed or not, and plans a download when there is neither; a folder that is named is searched in the same way. Throws a `UserError`
 * that names missing files, or the form of CIFAR that is there instead.
 */
export async function findSource(request: SourceRequest): Promise<CifarSource> {
  const { source, pipelineDirectory, manifest } = request;
  const folders = dataFolders();
  const download: CifarSource = { kind: 'download', path: join(folders[0], manifest.archive.name) };
  if (source === 'download') return download;
  if (source === 'auto') return (await search(folders, request)) ?? download;
  const path = isAbsolute(source) ? source : resolve(pipelineDirectory, source);
  const facts = await stat(path).catch((cause: unknown) => {
    throw new UserError({
      code: 'cifar10/no-source',
      what: `source ${path}`,
      expected: `a folder or ${manifest.archive.name}`,
      received: hasSystemCode(cause, 'ENOENT') ? 'nothing there' : systemReason(cause),
      cause,
    });
  });
  if (!facts.isDirectory()) return { kind: 'archive', path };
  return (await search([path], request)) ?? Promise.reject(missingError(path, request.needed));
}

/** The first folder or archive below `roots`; `undefined` when there is nothing of CIFAR at all. */
async function search(roots: readonly string[], request: SourceRequest): Promise<CifarSource | undefined> {
  const { manifest, needed } = request;
  let partial: UserError | undefined;
  let other: UserError | undefined;
  for (const root of roots) {
    for (const folder of foldersOf(root, manifest)) {
      const names = await namesIn(folder);
      const missing = needed.filter((name) => !names.includes(name));
      if (missing.length === 0) return { kind: 'folder', path: folder };
      if (missing.length < needed.length) partial ??= missingError(folder, missing);
      other ??= formIn(folder, names);
    }
    const names = await namesIn(root);
    const archive = archivesOf(manifest).find((name) => names.includes(name));
    if (archive !== undefined) return { kind: 'archive', path: join(root, archive) };
  }
  // Some of the files are there, or others: a download of the whole archive is not what the user expects.
  const mistake = partial ?? other;
  if (mistake !== undefined) throw mistake;
  return undefined;
}

/** Where the files may lie below a folder: itself, the archive's folder, and that within itself, as some unpackers leave it. */
function foldersOf(root: string, { archive: { folder } }: CifarManifest): readonly string[] {
  return [root, join(root, folder), join(root, folder, folder)];
}

/** The archive, compressed or not. */
function archivesOf({ archive: { name } }: CifarManifest): readonly string[] {
  return [name, name.replace(/\.gz$/, '')];
}

/** The mistake of a folder that holds another form of CIFAR, unpacked or not. */
function formIn(folder: string, names: readonly string[]): UserError | undefined {
  const form = otherForm(names);
  if (form !== undefined) return otherFormError(`folder ${folder}`, form);
  for (const name of names) {
    const called = otherFormCalled(name);
    if (called !== undefined) return otherFormError(join(folder, name), called);
  }
  return undefined;
}

/** The names in a folder, none when there is no such folder. Throws a `UserError` for one that cannot be read. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (cause) {
    if (hasSystemCode(cause, 'ENOENT') || hasSystemCode(cause, 'ENOTDIR')) return [];
    throw new UserError({
      code: 'cifar10/unreadable-folder',
      what: `folder ${folder}`,
      expected: 'one that can be read',
      received: systemReason(cause),
      remedy: 'mend its permissions, or set `source: download`',
      cause,
    });
  }
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
