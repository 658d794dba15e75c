import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeWholeFile } from '@batchmates/artifact';
import { artifactsFolder } from './artifact-directory.ts';
import { readIfThere } from './read-if-there.ts';

/** An instance of a pipeline, by their names. */
export interface ForcedInstance {
  readonly pipeline: string;
  readonly instance: string;
  /** The workspace. */
  readonly root: string;
}

/**
 * Notes that an instance was just run by force. The time counts in what Nx hashes: what Nx cached before does not come back
 * in the place of the new artifact.
 */
export async function noteForced(forced: ForcedInstance): Promise<void> {
  const file = noteOf(forced);
  await mkdir(dirname(file), { recursive: true });
  await writeWholeFile(file, new Date().toISOString());
}

/** When an instance was last run by force; undefined when it never was. */
export async function lastForced(forced: ForcedInstance): Promise<string | undefined> {
  return readIfThere(noteOf(forced));
}

function noteOf({ pipeline, instance, root }: ForcedInstance): string {
  // Pipelines start with a letter: none is called `.forced`.
  return join(artifactsFolder(root), '.forced', pipeline, instance);
}
