import { constants } from 'node:fs';
import { copyFile, link, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError, hasSystemCode } from '@batchmates/errors';
import { MANIFEST_FILE, type Artifact } from './manifest.ts';
import { openArtifact } from './open-artifact.ts';
import { placeFolder } from './place-folder.ts';
import { RUN_FILE, readRunRecord } from './run-record.ts';
import { sealJson } from './sealed-json.ts';

/** An artifact about to stand in a second place. */
export interface SecondPlace {
  /** Where; an artifact already there is replaced. */
  readonly directory: string;
  /** The name of the instance there. */
  readonly instance: string;
  /** Facts of `run.json` that are others there, e.g. the pipeline. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/**
 * Gives an artifact a second place and name, whole or not at all. Its files are hard links where the file system allows them, which
 * take no room, else copies: nothing writes into an artifact that stands. Throws a `UserError` (`run/input-replaced`) when
 * the artifact was replaced meanwhile, and what `placeFolder` throws.
 */
export async function linkArtifact(
  artifact: Artifact,
  { directory, instance, facts }: SecondPlace,
): Promise<Artifact> {
  const record = await readRunRecord(artifact.directory);
  await placeFolder(directory, async (folder) => {
    for (const { path } of artifact.manifest.files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await linkOrCopy(join(artifact.directory, path), join(folder, path));
    }
    await writeFile(join(folder, MANIFEST_FILE), sealJson({ ...artifact.manifest, instance }));
    await writeFile(join(folder, RUN_FILE), sealJson({ ...record, ...facts }));
    await refuseReplaced(artifact);
  });
  return openArtifact(directory);
}

/** Checks that an artifact is still the one that was opened; throws a `UserError` (`run/input-replaced`) when it is not. */
export async function refuseReplaced({ directory, identity }: Artifact): Promise<void> {
  const now = await openArtifact(directory);
  if (now.identity === identity) return;
  throw new UserError({
    code: 'run/input-replaced',
    what: `artifact ${directory} was replaced while it was read`,
    expected: `identity ${identity}`,
    received: now.identity,
    remedy: 'run the command again',
  });
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(async (error: unknown) => {
    if (hasSystemCode(error, 'ENOENT')) throw error;
    // Another disk, a file system without links, or too many of them. Where files can share their blocks, copies do.
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  });
}
