import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '@batchmates/errors';
import { dataFolders } from './data-folders.ts';

/**
 * The absolute path of something a pipeline file names: relative to the pipeline file, else to a data folder. Throws a
 * `UserError` that lists where it looked.
 */
export async function locate(path: string, pipelineDirectory: string, parameter: string): Promise<string> {
  const candidates = [
    ...new Set([pipelineDirectory, ...dataFolders()].map((folder) => resolve(folder, path))),
  ];
  for (const candidate of candidates) {
    if (await exists(candidate)) return candidate;
  }
  throw new UserError({
    code: 'ingestion/no-source',
    what: `${parameter}: ${path}`,
    expected: `one of ${candidates.join(', ')}`,
    received: 'none of them',
    remedy: 'put the files there, or set BATCHMATES_DATA to the folder that holds them',
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
