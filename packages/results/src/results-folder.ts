import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { circulateGridsSchema, type CirculateGrids } from './facts/circulate-grids.ts';
import { resultSchema, type ResultFacts } from './facts/result-facts.ts';
import { readPlacements, writePlacements } from './placements-file.ts';
import { readPredictions, writePredictions } from './predictions-file.ts';
import type { Placements, Predictions } from './predictions.ts';
import { readFacts, readJson } from './read-facts.ts';
import { resultsFiles } from './results-files.ts';

/** A result, as `writeResults` takes it. */
export interface Results {
  readonly facts: ResultFacts;
  readonly predictions?: Predictions;
  readonly grids?: CirculateGrids;
  readonly placements?: Placements;
}

/** A `results` folder, opened: the facts are read and checked, the rest is read when asked for. */
export interface OpenedResults {
  readonly facts: ResultFacts;
  /** Each throws a `UserError` (`results/missing`, `results/bad-file`) when this kind of result has none. */
  predictions(): Promise<Predictions>;
  grids(): Promise<CirculateGrids>;
  placements(): Promise<Placements>;
}

/** Writes the payload of a `results` artifact into `folder`. */
export async function writeResults(folder: string, results: Results): Promise<void> {
  const { facts, predictions, grids, placements } = results;
  await writeJson(join(folder, resultsFiles.facts), resultSchema.parse(facts));
  if (predictions !== undefined) await writePredictions(join(folder, resultsFiles.predictions), predictions);
  if (grids !== undefined)
    await writeJson(join(folder, resultsFiles.grids), circulateGridsSchema.parse(grids));
  if (placements !== undefined) await writePlacements(join(folder, resultsFiles.placements), placements);
}

/**
 * Opens a `results` folder. Throws a `UserError` when its facts are missing (`results/missing`), of another schema
 * version (`results/schema-version`) or malformed (`results/bad-file`).
 */
export async function readResults(folder: string): Promise<OpenedResults> {
  return {
    facts: await readFacts(folder),
    predictions: () => readPredictions(join(folder, resultsFiles.predictions)),
    grids: () => readJson(join(folder, resultsFiles.grids), circulateGridsSchema),
    placements: () => readPlacements(join(folder, resultsFiles.placements)),
  };
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
