import { isRunning, parseJson } from '@batchmates/artifact';
import { readIfThere } from '../read-if-there.ts';
import { HEARTBEAT, liveRunSchema, type LiveRun } from './live-run.ts';

/** A run as it stands: `vanished` when its process ended without a word, as a killed one does. */
export type StandingRun = Omit<LiveRun, 'state'> & { readonly state: LiveRun['state'] | 'vanished' };

/** Reads the file of a run; `undefined` when there is none, or one of another version of the program. */
export async function readLiveRun(file: string): Promise<StandingRun | undefined> {
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  const run = liveRunSchema.safeParse(parseJson(text)).data;
  if (run?.state !== 'running') return run;
  return { ...run, state: (await isAtWork(run)) ? 'running' : 'vanished' };
}

/** Of a process on another machine of a cluster, its last word is all there is to go by. */
async function isAtWork({ process, written }: LiveRun): Promise<boolean> {
  return (await isRunning(process)) ?? Date.now() - written < 3 * HEARTBEAT;
}
