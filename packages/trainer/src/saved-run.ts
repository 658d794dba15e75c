import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, openVerified, writeArtifact } from '@batchmates/artifact';
import {
  readCheckpoint,
  readCurves,
  trainedHere,
  writeCheckpoint,
  writeCurves,
  type EpochRow,
  type TrainedCheckpoint,
} from '@batchmates/checkpoint';
import { UserError } from '@batchmates/errors';
import { epochSumsSchema, type EpochSums } from './epoch-sums.ts';

/** A training run at rest, from which it goes on to the same bits. */
export interface SavedRun {
  /** `training.steps` counts the steps of the epoch under way, too. */
  readonly checkpoint: TrainedCheckpoint;
  /** One row per completed epoch. */
  readonly rows: readonly EpochRow[];
  /** What the epoch under way has done; undefined between epochs. */
  readonly underWay: EpochSums | undefined;
}

/** Where a run can go on from, and what could not be read of what was kept after it. */
export interface LatestRun {
  readonly run: SavedRun | undefined;
  readonly damaged: readonly UserError[];
}

const PREFIX = 'step-';

/** Runs kept at a time: the latest, and one in case it is damaged. */
const KEPT = 2;

const SUMS_FILE = 'epoch.json';

/**
 * Keeps a run in `scratch/step-<n>`, n steps after its start, whole or not at all, with the hashes of its files. The one before
 * stays, others are removed afterwards.
 */
export async function saveRun(scratch: string, saved: SavedRun): Promise<void> {
  const name = `${PREFIX}${saved.checkpoint.training.steps}`;
  const manifest = {
    type: 'training-run',
    stage: 'trainer/train',
    instance: name,
    variant: {},
    params: {},
    inputs: {},
  };
  await writeArtifact({ directory: join(scratch, name), manifest }, async (folder) => {
    await writeRun(folder, saved);
    if (saved.underWay !== undefined) await writeFile(join(folder, SUMS_FILE), canonicalJson(saved.underWay));
  });
  await remove(scratch, (await savedSteps(scratch)).slice(0, -KEPT));
}

/** Removes every run kept in `scratch`. */
export async function forgetRuns(scratch: string): Promise<void> {
  await remove(scratch, await savedSteps(scratch));
}

/** Writes a checkpoint and its curves into a folder. */
export async function writeRun(
  folder: string,
  { checkpoint, rows }: Pick<SavedRun, 'checkpoint' | 'rows'>,
): Promise<void> {
  await writeCheckpoint(folder, checkpoint);
  await writeCurves(folder, rows);
}

/** The latest run kept in `scratch` whose files are as they were written; later ones are removed. */
export async function latestRun(scratch: string): Promise<LatestRun> {
  const damaged: UserError[] = [];
  for (const steps of (await savedSteps(scratch)).toReversed()) {
    const folder = join(scratch, `${PREFIX}${steps}`);
    try {
      return { run: await readRun(folder), damaged };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      damaged.push(error);
      await rm(folder, { recursive: true, force: true });
    }
  }
  return { run: undefined, damaged };
}

async function readRun(folder: string): Promise<SavedRun> {
  const { directory, manifest } = await openVerified(folder);
  const [checkpoint, rows] = await Promise.all([readCheckpoint(directory), readCurves(directory)]);
  const within = manifest.files.some(({ path }) => path === SUMS_FILE);
  const underWay = within
    ? epochSumsSchema.parse(JSON.parse(await readFile(join(directory, SUMS_FILE), 'utf8')))
    : undefined;
  const training = trainedHere(checkpoint.training, {
    what: `saved run ${folder}`,
    remedy: 'an imported network cannot be trained on: remove the folder',
  });
  return { checkpoint: { ...checkpoint, training }, rows, underWay };
}

async function remove(scratch: string, steps: readonly number[]): Promise<void> {
  for (const each of steps) await rm(join(scratch, `${PREFIX}${each}`), { recursive: true, force: true });
}

/** Steps after which runs were kept, ascending. */
async function savedSteps(scratch: string): Promise<number[]> {
  return (await readdir(scratch))
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => Number(name.slice(PREFIX.length)))
    .sort((a, b) => a - b);
}
