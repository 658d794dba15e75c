import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { curvesCsv } from './curves-csv.ts';
import { runsCsv, type NamedRun } from './runs-csv.ts';
import { safeNames } from './safe-names.ts';

/** The file that says how the runs were trained. */
export const RUNS_FILE = 'runs.csv';

/** A file that was written. */
export interface CurvesFile {
  /** Relative to the folder. */
  readonly file: string;
  readonly epochs: number;
}

/**
 * Writes the learning curves of training runs into an empty folder: `<run>.csv` for each, and `runs.csv` with their settings, in which
 * the column `run` is the name of the run's file. Gives the files of the runs in their order.
 */
export async function writeCurvesCsv(folder: string, runs: readonly NamedRun[]): Promise<CurvesFile[]> {
  // Taken first: a run of that name would be the other file.
  const [, ...names] = safeNames([RUNS_FILE.replace('.csv', ''), ...runs.map(({ name }) => name)]);
  await writeFile(
    join(folder, RUNS_FILE),
    runsCsv(runs.map((run, index) => ({ ...run, name: names[index]! }))),
  );
  return Promise.all(
    runs.map(async ({ curves = [] }, index) => {
      const file = `${names[index]!}.csv`;
      await writeFile(join(folder, file), curvesCsv(curves));
      return { file, epochs: curves.length };
    }),
  );
}
