import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { UserError } from '@batchmates/errors';
import { readPipelineName } from '@batchmates/pipeline';
import type { PipelineFile } from './pipeline-files.ts';

/**
 * The mistake of every pipeline file whose `name:` belongs to another one, by file: artifacts and Nx projects go by that
 * name. It belongs to the file whose folder has it, else to the first in the order of `files`, whatever else is wrong in
 * them; packages come before both.
 */
export async function takenNames(
  files: readonly PipelineFile[],
  root: string,
): Promise<ReadonlyMap<string, UserError>> {
  const named = await Promise.all(
    files.map(async ({ name: folder, file }) => ({ folder, file, name: await nameOf(file) })),
  );
  const owners = new Map<string | undefined, string>();
  for (const { file, name } of named.toSorted((left, right) => strength(right) - strength(left)))
    if (!owners.has(name)) owners.set(name, file);
  const mistakes = new Map<string, UserError>();
  for (const { file, name } of named) {
    if (name === undefined) continue;
    const owner = packageNamed(name, root) ?? owners.get(name)!;
    if (owner === file) continue;
    mistakes.set(
      file,
      new UserError({
        code: 'pipeline/name-taken',
        what: `${shown(file, root)}: name ${JSON.stringify(name)} is taken by ${shown(owner, root)}`,
        remedy: 'change name:',
      }),
    );
  }
  return mistakes;
}

/** The `name:` of a pipeline file; undefined when it cannot be read, which planning the file explains. */
export async function nameOf(file: string): Promise<string | undefined> {
  return readPipelineName(file).catch(() => undefined);
}

/** The folder of the workspace's package of this name, which is an Nx project as well. */
export function packageNamed(name: string, root: string): string | undefined {
  return ['packages', 'tools', '.']
    .map((folder) => join(root, folder, name))
    .find((folder) => existsSync(join(folder, 'package.json')));
}

function strength({ folder, name }: { readonly folder: string; readonly name: string | undefined }): number {
  return folder === name ? 1 : 0;
}

function shown(path: string, root: string): string {
  return relative(root, path).replaceAll('\\', '/');
}
