import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '@batchmates/errors';
import { readPipelineName, type Plan } from '@batchmates/pipeline';
import { artifactsFolder } from './artifact-directory.ts';
import { isSameFile, listPipelineFiles, shownFile, type PipelineFile } from './pipeline-files.ts';

/**
 * The mistake of every pipeline file whose `name:` belongs to another one, by file: artifacts and Nx projects go by that
 * name. It belongs to the file that made the artifacts under it, if that still has the name; else to the file whose folder
 * has it, else to the first in the order of `files`, whatever else is wrong in them; packages come before all.
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
    const owner = packageNamed(name, root) ?? (await claimant(name, root)) ?? owners.get(name)!;
    if (isSameFile(owner, file)) continue;
    mistakes.set(
      file,
      new UserError({
        code: 'pipeline/name-taken',
        what: `${shownFile(file, root)}: name ${JSON.stringify(name)} is taken by ${shownFile(owner, root)}`,
        remedy: 'change name:',
      }),
    );
  }
  return mistakes;
}

/** The pipeline files of the workspace by the names that are theirs. */
export async function pipelinesByName(root: string): Promise<ReadonlyMap<string, string>> {
  const files = await listPipelineFiles(root);
  const taken = await takenNames(files, root);
  const named = await Promise.all(files.map(async ({ file }) => [await nameOf(file), file] as const));
  return new Map(
    named.flatMap(([name, file]) => (name === undefined || taken.has(file) ? [] : [[name, file]])),
  );
}

/** Notes that the artifacts under a pipeline's name are its file's, so that no other file makes some there. */
export async function claimName({ name, file }: Plan, root: string): Promise<void> {
  const owner = await claimant(name, root);
  if (owner !== undefined && isSameFile(owner, file)) return;
  const claim = claimOf(name, root);
  await mkdir(dirname(claim), { recursive: true });
  await writeFile(claim, `${shownFile(file, root)}\n${resolve(root)}\n`);
}

/** The file that made the artifacts under a name, if it is still there and still has it. */
async function claimant(name: string, root: string): Promise<string | undefined> {
  const owner = await claimedFile(name, root);
  return owner !== undefined && (await nameOf(owner)) === name ? owner : undefined;
}

/** The file that made the artifacts under a name, if it is still there, whatever it is called now. */
export async function claimedFile(name: string, root: string): Promise<string | undefined> {
  const [file] = await readClaim(name, root);
  return existing(root, file);
}

/** The same of the workspace that made them, which may be another one that keeps its artifacts in the same folder. */
export async function claimedByAnother(name: string, root: string): Promise<string | undefined> {
  const [file, maker] = await readClaim(name, root);
  return existing(maker, file);
}

function existing(folder: string | undefined, file: string | undefined): string | undefined {
  if (folder === undefined || file === undefined) return undefined;
  const path = resolve(folder, file);
  return existsSync(path) ? path : undefined;
}

/** The file that made the artifacts under a name, as seen from its workspace, and that workspace. */
async function readClaim(name: string, root: string): Promise<readonly string[]> {
  const claim = claimOf(name, root);
  return existsSync(claim) ? (await readFile(claim, 'utf8')).trimEnd().split('\n') : [];
}

function claimOf(name: string, root: string): string {
  // Pipelines start with a letter: none is called `.pipelines`.
  return join(artifactsFolder(root), '.pipelines', name);
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
