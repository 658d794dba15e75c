import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A pipeline file by the name of its folder. */
export interface PipelineFile {
  readonly name: string;
  readonly file: string;
}

/** Folders whose subfolders may hold a `pipeline.yaml`. */
const FOLDERS = ['pipelines', 'examples'];

/** The pipeline files of the workspace: `pipelines/<name>/pipeline.yaml` and `examples/<name>/pipeline.yaml`. */
export async function listPipelineFiles(root: string): Promise<PipelineFile[]> {
  const lists = await Promise.all(FOLDERS.map((folder) => filesIn(join(root, folder))));
  return lists.flat();
}

async function filesIn(folder: string): Promise<PipelineFile[]> {
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).toSorted();
  return names
    .map((name) => ({ name, file: join(folder, name, 'pipeline.yaml') }))
    .filter(({ file }) => existsSync(file));
}
