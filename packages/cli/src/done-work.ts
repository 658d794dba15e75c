import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RUN_FILE, type Artifact, type VerifiedFiles } from '@batchmates/artifact';
import { systemFailure } from '@batchmates/errors';
import { artifactsFolder } from './artifact-directory.ts';
import { otherCheckouts } from './checkouts.ts';
import { findFinished } from './finished-meanwhile.ts';
import { foldersIn } from './folders-in.ts';

/** Where to look for work that is done. */
export interface DoneWorkRequest {
  /** The workspace; other checkouts of its repository (`git worktree`) are looked through after it. */
  readonly root: string;
  /** The place for which it is sought: what stands there is passed over. */
  readonly directory: string;
  readonly remembered: VerifiedFiles;
}

/**
 * The artifact that was made under the work digest `work` for another pipeline or instance, whole, if there is one. Every
 * `run.json` is looked at, a thousand in 20 ms: there is no list of them that could be wrong.
 */
export async function findDoneWork(
  work: string,
  { root, directory, remembered }: DoneWorkRequest,
): Promise<Artifact | undefined> {
  const checkouts = await otherCheckouts(root).catch(passOver);
  const places = [root, ...(checkouts ?? [])].map(artifactsFolder);
  // Checkouts may share the folder of their artifacts.
  for (const place of new Set(places)) {
    for (const pipeline of (await foldersIn(place).catch(passOver)) ?? []) {
      for (const folder of (await foldersIn(pipeline).catch(passOver)) ?? []) {
        if (folder === resolve(directory) || !(await mentions(join(folder, RUN_FILE), work))) continue;
        const found = await findFinished(folder, work, remembered).catch(passOver);
        if (found !== undefined) return found;
      }
    }
  }
  return undefined;
}

/** What may not be read, such as another person's checkout, is no reason not to run. */
function passOver(error: unknown): undefined {
  if (systemFailure(error) === undefined) throw error;
}

async function mentions(file: string, work: string): Promise<boolean> {
  const bytes = await readFile(file).catch(() => undefined);
  return bytes?.includes(work) === true;
}
