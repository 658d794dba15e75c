import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CURVES_FILE, readCurves } from '@batchmates/checkpoint';
import { UserError, hasSystemCode } from '@batchmates/errors';
import type { ShownTraining } from '@batchmates/report';
import { typesOf } from '@batchmates/stage';
import { fileState, type StageNow } from './stage-state.ts';

/** Curves shown at a time: more cannot be told apart. */
const MOST = 6;

/** Where curves are read. */
export interface CurvesSource {
  readonly label: string;
  readonly folder: string;
  /** Another text whenever another file stands there. */
  readonly state: string;
}

/** The curves of trainings: of those under way what they last saved, of others what their artifacts have; those under way first, at most six. */
export async function curvesSources(stages: readonly StageNow[]): Promise<CurvesSource[]> {
  const found = await Promise.all(stages.map(sourceOf));
  const sources = found.filter((each) => each !== undefined);
  return [...sources.filter(({ live }) => live), ...sources.filter(({ live }) => !live)].slice(0, MOST);
}

/** Reads them; one that is replaced while it is read is left out until the next look. */
export async function readTrainings(sources: readonly CurvesSource[]): Promise<ShownTraining[]> {
  const read = sources.map(async ({ label, folder }) => {
    try {
      return { label, rows: await readCurves(folder) };
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
  });
  return (await Promise.all(read)).filter((each) => each !== undefined);
}

async function sourceOf({ instance, directory, run }: StageNow) {
  const { name: label, stage, output } = instance;
  // A calibrated checkpoint repeats the curves of the trained one. A training that goes on from a checkpoint need not.
  if (Object.values(stage.inputs).some((input) => input.optional !== true && typesOf(input).includes(output)))
    return undefined;
  const live = run?.state === 'running';
  const folder = live && run.scratch !== undefined ? await latestSaved(run.scratch) : directory;
  if (folder === undefined) return undefined;
  const state = await fileState(join(folder, CURVES_FILE));
  return state === '' ? undefined : { label, folder, state, live };
}

/** The folder in a scratch folder whose curves were written last; a stage that saves within a run has one for each save. */
async function latestSaved(scratch: string): Promise<string | undefined> {
  const names = await readdir(scratch).catch((error: unknown) => {
    if (hasSystemCode(error, 'ENOENT')) return [];
    throw error;
  });
  const found = await Promise.all(
    names.map(async (name) => {
      const folder = join(scratch, name);
      const file = await stat(join(folder, CURVES_FILE)).catch(() => undefined);
      return file === undefined ? undefined : { folder, time: file.mtimeMs };
    }),
  );
  const newest = found
    .filter((each) => each !== undefined)
    .reduce<{ folder: string; time: number } | undefined>(
      (best, each) => (best === undefined || each.time > best.time ? each : best),
      undefined,
    );
  return newest?.folder;
}
