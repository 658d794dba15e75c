import { UserError } from '@batchmates/errors';
import type { Plan } from '@batchmates/pipeline';
import { homeOf, projectOf } from '../all-instances.ts';
import { liveRunFile } from '../live-runs/live-run.ts';
import { readLiveRun, type StandingRun } from '../live-runs/read-live-run.ts';
import { OWN } from '../show-failure.ts';

/** Instances of a plan that ran, or were to. */
export interface RunInstances {
  readonly plan: Plan;
  readonly names: ReadonlySet<string>;
  readonly root: string;
}

/**
 * What stopped the instances that failed after `since` (ms since 1970), a line for each of their mistakes with the instance before it: said once more
 * at the end, where what Nx and other stages print does not bury it.
 */
export async function failuresSince(
  { plan, names, root }: RunInstances,
  since: number,
): Promise<UserError[]> {
  const failures = [...names].map(async (name) => {
    const { pipeline, instance } = homeOf(plan, name);
    const run = await readLiveRun(liveRunFile(root, pipeline.name, instance));
    const told = run === undefined || run.written < since ? [] : mistakesOf(run);
    return told.map((mistake) => failure(projectOf(plan, name), mistake));
  });
  return (await Promise.all(failures)).flat();
}

/** The lines that the terminal showed of it; of a defect, the stack stays where it was shown. A killed process says nothing itself. */
function mistakesOf({ state, failure: shown }: StandingRun): readonly string[] {
  if (state === 'vanished') return ['its process was killed; the machine may have been out of memory'];
  if (state !== 'failed') return [];
  const lines = shown.split('\n');
  const own = lines.filter((line) => line.startsWith(OWN)).map((line) => line.slice(OWN.length));
  return own.length === lines.length ? own : ['a defect of the program; its stack stands above'];
}

function failure(project: string, mistake: string): UserError {
  return new UserError({ code: 'run/stage-failed', what: `${project}: ${mistake}` });
}
