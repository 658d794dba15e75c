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
  for (const root of folders) {
    for (const folder of [root, join(root, manifest.archive.folder)]) {
      const missing = await missingFiles(folder, request);
      if (missing.length === 0) return { kind: 'folder', path: folder };
      if (missing.length < request.needed.length) partial.push({ folder, missing });
    }
    const archive = join(root, manifest.archive.name);
    if (await exists(archive)) return { kind: 'archive', path: archive };
  }
  // Some of the files are there: a download of the whole archive is not what the user expects.
  if (partial[0] !== undefined) throw missingError(partial[0].folder, partial[0].missing);
  return download;
}

async function given(path: string, request: SourceRequest): Promise<CifarSource> {
  const facts = await stat(path).catch((cause: unknown) => {
    throw new UserError({
      code: 'cifar10/no-source',
      what: `source ${path}`,
      expected: `a folder or ${request.manifest.archive.name}`,
      received: 'nothing there',
      cause,
    });
  });
  if (!facts.isDirectory()) return { kind: 'archive', path };
  const inner = join(path, request.manifest.archive.folder);
  const folder = (await exists(inner)) ? inner : path;
  const missing = await missingFiles(folder, request);
  if (missing.length > 0) throw missingError(folder, missing);
  return { kind: 'folder', path: folder };
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
