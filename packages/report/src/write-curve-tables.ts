import type { Artifact } from '@batchmates/artifact';
import type { CurvesFile } from './export/write-curves-csv.ts';

/** A checkpoint and what its run is called. */
export interface NamedCheckpoint {
  readonly name: string;
  /** Verified. */
  readonly artifact: Artifact;
}

/** What was written. */
export interface CurveTables {
  /** The file that says how each run was trained. */
  readonly settings: string;
  /** A file for each run, in their order. */
  readonly files: readonly (CurvesFile & { readonly name: string })[];
  /** Names of checkpoints that have no curves. */
  readonly withoutCurves: readonly string[];
}

/**
 * Writes the learning curves of checkpoints as CSV into an empty folder, as `writeCurvesCsv` says. Nothing is written when none has curves.
 * Throws the `UserError`s of reading a checkpoint.
 */
export async function writeCurveTables(
  checkpoints: readonly NamedCheckpoint[],
  folder: string,
): Promise<CurveTables> {
  const [{ readTrained }, { RUNS_FILE, writeCurvesCsv }] = await Promise.all([
    import('./evidence/read-trained.ts'),
    import('./export/write-curves-csv.ts'),
  ]);
  const runs = await Promise.all(
    checkpoints.map(async ({ name, artifact }) => ({ name, ...(await readTrained(artifact)) })),
  );
  const traced = runs.filter(({ curves }) => curves !== undefined);
  const written = traced.length === 0 ? [] : await writeCurvesCsv(folder, traced);
  return {
    settings: RUNS_FILE,
    files: written.map((file, index) => ({ ...file, name: traced[index]!.name })),
    withoutCurves: runs.filter((run) => !traced.includes(run)).map(({ name }) => name),
  };
}
