import { existsSync, realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';

/** A pipeline file by the name of its folder; one that stands elsewhere by its path. */
export interface PipelineFile {
  readonly name: string;
  readonly file: string;
}

/** Folders whose subfolders may hold a `pipeline.yaml`. */
const FOLDERS = ['pipelines', 'examples'];

/** The variable that names pipeline files which stand elsewhere: a JSON array of absolute paths. `run-all` sets it for Nx. */
export const MORE_PIPELINES = 'BATCHMATES_PIPELINES';

/**
 * The pipeline files of the workspace: `pipelines/<name>/pipeline.yaml` and `examples/<name>/pipeline.yaml`, and those that
 * the environment names.
 */
export async function listPipelineFiles(root: string): Promise<PipelineFile[]> {
  const lists = await Promise.all(FOLDERS.map((folder) => filesIn(join(root, folder))));
  const more = JSON.parse(process.env[MORE_PIPELINES] ?? '[]') as readonly string[];
  return more.reduce((files, file) => withFile(files, file, root), lists.flat());
}

/** The list with `file` in it, once. */
export function withFile(files: readonly PipelineFile[], file: string, root: string): PipelineFile[] {
  if (files.some((each) => isSameFile(each.file, file))) return [...files];
  return [...files, { name: shownFile(file, root), file }];
}

/** Whether two paths lead to one file that exists. */
export function isSameFile(one: string, other: string): boolean {
  return one === other || (existsSync(one) && existsSync(other) && realpathSync(one) === realpathSync(other));
}

/** How people read a path: from the workspace's root when it is inside. */
export function shownFile(file: string, root: string): string {
  const inside = relative(root, file).replaceAll('\\', '/');
  return inside.startsWith('..') || isAbsolute(inside) ? file : inside;
}

async function filesIn(folder: string): Promise<PipelineFile[]> {
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).toSorted();
  return names
    .map((name) => ({ name, file: join(folder, name, 'pipeline.yaml') }))
    .filter(({ file }) => existsSync(file));
}
