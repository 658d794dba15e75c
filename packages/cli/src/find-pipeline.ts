import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError, didYouMean } from '@batchmates/errors';
import { listPipelineFiles } from './pipeline-files.ts';
import { takenNames } from './taken-names.ts';

/**
 * The pipeline file that a command's argument means: a file, a folder that holds a `pipeline.yaml`, or the name of such a
 * folder in `pipelines/` or `examples/`. Throws a `UserError`: `pipeline/no-file`, with the nearest name, or
 * `pipeline/name-taken` for a file under another one's name, whose artifacts it would overwrite.
 */
export async function findPipelineFile(argument: string, root: string): Promise<string> {
  const file = await locatePipelineFile(argument, root);
  const mistake = (await takenNames(await listPipelineFiles(root), root)).get(file);
  if (mistake !== undefined) throw mistake;
  return file;
}

/** Like `findPipelineFile`, whether or not the file's name is its own. */
export async function locatePipelineFile(argument: string, root: string): Promise<string> {
  const files = await listPipelineFiles(root);
  const byName = files.find(({ name }) => name === argument);
  const candidates = [
    resolve(argument),
    resolve(argument, 'pipeline.yaml'),
    ...(byName === undefined ? [] : [byName.file]),
  ];
  const found = candidates.find((path) => existsSync(path) && statSync(path).isFile());
  if (found !== undefined) return found;
  const known = files.map(({ name }) => name);
  throw new UserError({
    code: 'pipeline/no-file',
    what: `no pipeline "${argument}"`,
    expected: `the path of a pipeline.yaml, or one of ${known.join(', ')}`,
    remedy: didYouMean(argument, known),
  });
}

/** What a command is about: a pipeline file, and an instance of it when one was named. */
export interface Target {
  readonly file: string;
  readonly instance: string | undefined;
}

/**
 * Reads a command's arguments: `<pipeline> <instance>`, or both in one word as Nx has them, `<pipeline>.<instance>`.
 * Throws what `findPipelineFile` throws.
 */
export async function findTarget(
  pipeline: string,
  instance: string | undefined,
  root: string,
): Promise<Target> {
  const [name, ...rest] = pipeline.split('.');
  const known = (await listPipelineFiles(root)).find((each) => each.name === name);
  if (instance === undefined && rest.length > 0 && known !== undefined)
    return { file: await findPipelineFile(known.file, root), instance: rest.join('.') };
  return { file: await findPipelineFile(pipeline, root), instance };
}
