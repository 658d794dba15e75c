import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError, didYouMean } from '@batchmates/errors';
import { isSameFile, listPipelineFiles, withFile } from './pipeline-files.ts';
import { nameOf, takenNames } from './taken-names.ts';

/**
 * The pipeline file that a command's argument means: a file, a folder that holds a `pipeline.yaml`, the name of such a
 * folder in `pipelines/` or `examples/`, or the `name:` of a file there. Throws a `UserError`: `pipeline/no-file`, with the nearest name, or
 * `pipeline/name-taken` for a file under another one's name, whose artifacts it would overwrite.
 */
export async function findPipelineFile(argument: string, root: string): Promise<string> {
  const file = await locatePipelineFile(argument, root);
  const mistake = (await takenNames(withFile(await listPipelineFiles(root), file, root), root)).get(file);
  if (mistake !== undefined) throw mistake;
  return file;
}

/** Like `findPipelineFile`, whether or not the file's name is its own. */
export async function locatePipelineFile(argument: string, root: string): Promise<string> {
  const files = await listPipelineFiles(root);
  const byName =
    files.find(({ name }) => name === argument) ??
    (
      await Promise.all(
        files.map(async (each) => ((await nameOf(each.file)) === argument ? each : undefined)),
      )
    ).find((each) => each !== undefined);
  const candidates = [
    resolve(argument),
    resolve(argument, 'pipeline.yaml'),
    ...(byName === undefined ? [] : [byName.file]),
  ];
  const found = candidates.find((path) => existsSync(path) && statSync(path).isFile());
  if (found !== undefined) return files.find(({ file }) => isSameFile(file, found))?.file ?? found;
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
  if (instance === undefined && !existsSync(resolve(pipeline))) {
    const files = await listPipelineFiles(root);
    const names = await Promise.all(files.map(async ({ name, file }) => [name, await nameOf(file)]));
    const known = names.flat();
    // A folder may have a dot in its name.
    const starts = known.includes(pipeline)
      ? []
      : known.filter((name) => name !== undefined && pipeline.startsWith(`${name}.`));
    const longest = starts.toSorted((left, right) => right!.length - left!.length)[0];
    if (longest !== undefined)
      return { file: await findPipelineFile(longest, root), instance: pipeline.slice(longest.length + 1) };
  }
  return { file: await findPipelineFile(pipeline, root), instance };
}
