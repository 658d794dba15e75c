import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { artifactsFolder } from './artifact-directory.ts';

/** The folder of an artifact: as it is, as that of its `artifact.json`, or as Nx names it, `<pipeline>.<instance>`. It need not exist. */
export function artifactFolder(argument: string, root: string): string {
  const path = resolve(argument);
  if (basename(path) === 'artifact.json') return dirname(path);
  const [pipeline = '', ...instance] = argument.split('.');
  const named = join(artifactsFolder(root), pipeline, instance.join('.'));
  return !existsSync(path) && instance.length > 0 && existsSync(named) ? named : path;
}

/** Whether the workspace keeps, or would keep, an artifact in this folder: `<pipeline>/<instance>` in the folder of all artifacts. */
export function isArtifactPlace(folder: string, root: string): boolean {
  return dirname(dirname(folder)) === artifactsFolder(root);
}

/** Whether an argument is a path: neither a pipeline nor an instance has a slash in its name. */
export function isPath(argument: string): boolean {
  return argument.includes('/') || argument.includes(sep);
}
