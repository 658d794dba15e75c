import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { hasSystemCode, UserError } from '@batchmates/errors';
import { circulateGridsSchema, type CirculateGrids } from './metrics/circulate-grids.ts';
import { metricsSchema, type Metrics } from './metrics/metrics.ts';
import { readPredictions, writePredictions } from './predictions-file.ts';
import { readPlacements, writePlacements } from './placements-file.ts';
import type { Placements, Predictions } from './predictions.ts';

/** Names of the files of a `results` artifact; only `metrics.json` is always there. */
export const resultsFiles = {
  metrics: 'metrics.json',
  /** One row per image: `evaluation`, `assignment`, and the last round of `pseudo-label`. */
  predictions: 'predictions.arrow',
  /** Grids and thumbnails of `circulate`. */
  grids: 'circulate-grids.json',
  /** One row per placement of a single probe of `circulate`. */
  placements: 'placements.arrow',
} as const;

/** What a stage measured, as `writeResults` takes it. */
export interface Results {
  readonly metrics: Metrics;
  readonly predictions?: Predictions;
  readonly grids?: CirculateGrids;
  readonly placements?: Placements;
}

/** A `results` folder, opened: metrics are read and checked, the rest is read when asked for. */
export interface OpenedResults {
  readonly metrics: Metrics;
  /** Throws a `UserError` when this kind of results has none. */
  predictions(): Promise<Predictions>;
  grids(): Promise<CirculateGrids>;
  placements(): Promise<Placements>;
}

/** Writes the payload of a `results` artifact into `folder`. */
export async function writeResults(folder: string, results: Results): Promise<void> {
  const { metrics, predictions, grids, placements } = results;
  await writeJson(join(folder, resultsFiles.metrics), metricsSchema.parse(metrics));
  if (predictions !== undefined) await writePredictions(join(folder, resultsFiles.predictions), predictions);
  if (grids !== undefined)
    await writeJson(join(folder, resultsFiles.grids), circulateGridsSchema.parse(grids));
  if (placements !== undefined) await writePlacements(join(folder, resultsFiles.placements), placements);
}

/** Opens a `results` folder; throws a `UserError` when its metrics are missing or not of this schema. */
export async function readResults(folder: string): Promise<OpenedResults> {
  return {
    metrics: await readJson(join(folder, resultsFiles.metrics), metricsSchema),
    predictions: () => readPredictions(join(folder, resultsFiles.predictions)),
    grids: () => readJson(join(folder, resultsFiles.grids), circulateGridsSchema),
    placements: () => readPlacements(join(folder, resultsFiles.placements)),
  };
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

async function readJson<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.output<Schema>> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UserError({
      code: 'results/missing',
      what: `results file "${file}" ${hasSystemCode(cause, 'ENOENT') ? 'does not exist' : 'cannot be read'}`,
      remedy: 'name the folder of a results artifact that has it',
      cause,
    });
  });
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new UserError({
      code: 'results/bad-metrics',
      what: `results file "${file}"`,
      expected: 'metrics of schema version 1',
      received: cause instanceof Error ? cause.message : String(cause),
      remedy: 'run the stage that wrote it again',
      cause,
    });
  }
}
