import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST_FILE } from '@batchmates/artifact';
import { hasSystemCode } from '@batchmates/errors';
import type { Plan, PlannedInstance } from '@batchmates/pipeline';
import { allInstances, homeOf } from '../all-instances.ts';
import { artifactDirectory } from '../artifact-directory.ts';
import type { Verdict } from '../digest/explain.ts';
import { liveRunFile } from '../live-runs/live-run.ts';
import { readLiveRun, type StandingRun } from '../live-runs/read-live-run.ts';

/** How an instance stands: `stopped` was interrupted or killed, `missing` was never made. */
export type StageState = 'running' | 'failed' | 'stopped' | 'current' | 'outdated' | 'missing';

/** An instance of the plan, its run if one is under way or did not succeed, and the state of its artifact's place. */
export interface StageNow {
  readonly instance: PlannedInstance;
  readonly directory: string;
  readonly run: StandingRun | undefined;
  /** Another text whenever another artifact stands in its place; empty when none does. */
  readonly artifact: string;
}

/** Looks at every instance: a small file and the state of another one each, so that it can be done every second. */
export function stagesNow(plan: Plan, root: string): Promise<StageNow[]> {
  return Promise.all(
    allInstances(plan).map(async (instance) => {
      const home = homeOf(plan, instance.name);
      const directory = artifactDirectory(root, plan, instance.name);
      const [run, artifact] = await Promise.all([
        readLiveRun(liveRunFile(root, home.pipeline.name, home.instance)),
        fileState(join(directory, MANIFEST_FILE)),
      ]);
      return { instance, directory, run, artifact };
    }),
  );
}

/** How an instance stands, by its run and by what the plan says of its artifact. What is up to date has no failure worth a word. */
export function stateOf(
  { run, artifact }: Pick<StageNow, 'run' | 'artifact'>,
  { reasons, follows }: Verdict,
): StageState {
  if (run?.state === 'running') return 'running';
  if (reasons.length + follows.length === 0) return 'current';
  if (run !== undefined) return run.state === 'failed' ? 'failed' : 'stopped';
  return artifact === '' ? 'missing' : 'outdated';
}

/** Another text whenever the file is another one; empty when there is none. */
export async function fileState(file: string): Promise<string> {
  try {
    const { ino, size, mtimeMs } = await stat(file);
    return `${ino} ${size} ${mtimeMs}`;
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT') || hasSystemCode(error, 'ENOTDIR')) return '';
    throw error;
  }
}
