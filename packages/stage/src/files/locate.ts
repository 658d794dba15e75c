import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '@batchmates/errors';
import { dataFolders } from './data-folders.ts';

/** Where something that a pipeline file names may be: relative to the pipeline file, else to a data folder. */
function candidates(path: string, pipelineDirectory: string): readonly string[] {
  return [...new Set([pipelineDirectory, ...dataFolders()].map((folder) => resolve(folder, path)))];
}

/** The candidates on whose presence or contents a result depends: the first that exists and those before it. */
export function sourcesOf(path: string, pipelineDirectory: string): readonly string[] {
  const all = candidates(path, pipelineDirectory);
  const found = all.findIndex((candidate) => existsSync(candidate));
  return found < 0 ? all : all.slice(0, found + 1);
}

/** The first candidate that exists; throws a `UserError` that lists where it looked. */
export function locate(path: string, pipelineDirectory: string, parameter: string): string {
  const all = candidates(path, pipelineDirectory);
  const found = all.find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  throw new UserError({
    code: 'stage/no-source',
    what: `${parameter}: ${path}`,
    expected: `one of ${all.join(', ')}`,
    received: 'none of them',
    remedy: 'put the files there, or set BATCHMATES_DATA to the folder that holds them',
  });
}
