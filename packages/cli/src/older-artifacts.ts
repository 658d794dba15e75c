import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { MANIFEST_FILE } from '@batchmates/artifact';
import type { Plan } from '@batchmates/pipeline';
import { artifactsFolder } from './artifact-directory.ts';
import { firstOf } from './first-of.ts';
import { foldersIn } from './folders-in.ts';

/** Names of the artifacts under a pipeline's name that are none of its instances: an older plan of it left them. */
export async function olderArtifacts({ name, instances }: Plan, root: string): Promise<string[]> {
  const named = new Set(instances.map((instance) => instance.name));
  return (await foldersIn(join(artifactsFolder(root), name)))
    .filter((folder) => !named.has(basename(folder)) && existsSync(join(folder, MANIFEST_FILE)))
    .map((folder) => basename(folder));
}

/** One line about them, at the end of a run of the whole pipeline. */
export function describeOlder({ name }: Plan, older: readonly string[]): string {
  const artifacts = older.length === 1 ? 'an artifact' : `${older.length} artifacts`;
  return `\nAn older plan of ${name} left ${artifacts}, which no report here reads: ${firstOf(older)}; npx batchmates clean removes them`;
}
