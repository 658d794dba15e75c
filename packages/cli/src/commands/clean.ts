import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { lockFolder, openArtifact } from '@batchmates/artifact';
import { hasSystemCode } from '@batchmates/errors';
import type { CommandContext } from '../command-context.ts';
import { diskUse, type DiskUse } from '../disk-use.ts';
import { shownFile } from '../pipeline-files.ts';
import { compose, planningContext } from '../registry/services.ts';
import { removeWork } from '../scratch-folder.ts';
import { findUnnamed, type UnnamedArtifact } from '../unnamed-artifacts.ts';

/** What `batchmates clean` is told. */
export interface CleanArguments extends CommandContext {
  /** Whether to remove without asking. */
  readonly yes: boolean;
}

/**
 * `batchmates clean`: says which artifacts no pipeline names any more and how much room they take, then removes them: with `yes`, or
 * when a person at a terminal agrees; else nothing.
 */
export async function clean({ root, yes, signal, print }: CleanArguments): Promise<void> {
  const { artifacts, unknown } = await findUnnamed(root, planningContext(compose(), root));
  for (const line of unknown) print(`kept, as its pipeline file has mistakes: ${line}`);
  if (artifacts.length === 0) {
    print('every artifact is named by a pipeline; nothing to remove');
    return;
  }
  for (const artifact of artifacts) print(await describe(artifact, root));
  const all = await diskUse(artifacts.map(({ directory }) => directory));
  const count = countOf(artifacts);
  print(`${count}, ${told(all)}`);
  if (!yes && !(await agreed(signal))) {
    print('nothing removed; --yes removes them');
    return;
  }
  for (const artifact of artifacts) await remove(artifact, { signal, print });
  print(`${count} removed`);
}

/** `2 artifacts, 1 interrupted run` */
function countOf(all: readonly UnnamedArtifact[]): string {
  const scratch = all.filter(({ kind }) => kind === 'scratch').length;
  const told = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
  return [
    ...(scratch < all.length ? [told(all.length - scratch, 'artifact')] : []),
    ...(scratch > 0 ? [told(scratch, 'interrupted run')] : []),
  ].join(', ');
}

async function describe({ kind, directory, reason }: UnnamedArtifact, root: string): Promise<string> {
  const type =
    kind === 'scratch'
      ? 'an interrupted run'
      : await openArtifact(directory).then(
          ({ manifest }) => manifest.type,
          () => 'damaged',
        );
  return `${shownFile(directory, root)}: ${type}, ${told(await diskUse([directory]))}; ${reason}`;
}

/** `1.2 MB`, and how much of it other artifacts go on holding. */
function told({ bytes, freed }: DiskUse): string {
  const megabytes = (value: number): string => `${(value / 1e6).toFixed(1)} MB`;
  return bytes === freed
    ? megabytes(bytes)
    : `${megabytes(bytes)}, of which ${megabytes(bytes - freed)} stay, linked to elsewhere`;
}

/** Asks the person at the terminal; where there is none, nobody agrees. */
async function agreed(signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question('Remove them? [y/N] ', { signal })).trim());
  } finally {
    terminal.close();
  }
}

/** Removes an artifact, and the folder of its pipeline when nothing is left in it. */
async function remove(
  { kind, directory, artifactPlace }: UnnamedArtifact,
  { signal, print }: Pick<CommandContext, 'signal' | 'print'>,
): Promise<void> {
  // A run locks the place of its artifact, and writes to its scratch folder meanwhile.
  const locked = kind === 'artifact' ? directory : artifactPlace;
  const lock = await lockFolder(locked, {
    signal,
    onWait: () => print(`waiting for another process, which is at work on ${locked}`),
  });
  try {
    await (kind === 'scratch' ? removeWork(directory) : rm(directory, { recursive: true, force: true }));
  } finally {
    await lock.release();
  }
  await rmdir(dirname(directory)).catch((error: unknown) => {
    // Others are left in it, or it is a link.
    if (!hasSystemCode(error, 'ENOTEMPTY') && !hasSystemCode(error, 'ENOTDIR')) throw error;
  });
}
