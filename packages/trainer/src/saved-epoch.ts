import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openVerified, writeArtifact } from '@batchmates/artifact';
import {
  readCheckpoint,
  readCurves,
  writeCheckpoint,
  writeCurves,
  type Checkpoint,
  type EpochRow,
} from '@batchmates/checkpoint';

/** A training run after a whole number of epochs. */
export interface SavedEpoch {
  readonly checkpoint: Checkpoint;
  /** One row per completed epoch. */
  readonly rows: readonly EpochRow[];
}

const PREFIX = 'epoch-';

/**
 * Keeps a run in `scratch/epoch-<n>`, whole or not at all, with the hashes of its files. Earlier epochs are removed
 * afterwards, so that one is there at any moment.
 */
export async function saveEpoch(scratch: string, saved: SavedEpoch): Promise<void> {
  const name = `${PREFIX}${saved.rows.length}`;
  const manifest = {
    type: 'epoch',
    stage: 'trainer/train',
    instance: name,
    variant: {},
    params: {},
    inputs: {},
  };
  await writeArtifact({ directory: join(scratch, name), manifest }, (folder) => writeEpoch(folder, saved));
  for (const earlier of await savedEpochs(scratch)) {
    if (earlier !== saved.rows.length)
      await rm(join(scratch, `${PREFIX}${earlier}`), { recursive: true, force: true });
  }
}

/** Writes a checkpoint and its curves into a folder. */
export async function writeEpoch(folder: string, { checkpoint, rows }: SavedEpoch): Promise<void> {
  await writeCheckpoint(folder, checkpoint);
  await writeCurves(folder, rows);
}

/** The latest epoch kept in `scratch`, if any. Throws a `UserError` (`artifact/corrupt`) when its files are not as written. */
export async function latestEpoch(scratch: string): Promise<SavedEpoch | undefined> {
  const latest = (await savedEpochs(scratch)).at(-1);
  if (latest === undefined) return undefined;
  const { directory } = await openVerified(join(scratch, `${PREFIX}${latest}`));
  return { checkpoint: await readCheckpoint(directory), rows: await readCurves(directory) };
}

/** Numbers of the epochs kept, ascending. */
async function savedEpochs(scratch: string): Promise<number[]> {
  return (await readdir(scratch))
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => Number(name.slice(PREFIX.length)))
    .sort((a, b) => a - b);
}
