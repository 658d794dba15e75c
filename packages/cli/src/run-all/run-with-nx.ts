import { stat } from 'node:fs/promises';
import { allottedCores, machineMemory } from '@batchmates/errors';
import type { Plan } from '@batchmates/pipeline';
import { projectOf } from '../all-instances.ts';
import { MORE_PIPELINES } from '../pipeline-files.ts';
import { damageLog } from '../restored-copies.ts';
import { runStageProcess } from './stage-process.ts';
import { stagesAtOnce } from './stages-at-once.ts';

/** A pipeline to run with Nx. */
export interface NxRun {
  /** Its file may stand anywhere. */
  readonly plan: Plan;
  /** The instance to run with what it needs; undefined for all. */
  readonly only: string | undefined;
  readonly root: string;
  /** The script of Nx. */
  readonly nx: string;
  /** Where stages report. */
  readonly address: string;
  /** Takes Nx's own lines. */
  readonly show: (line: string) => void;
  /** Passed on to Nx, which passes it on to its stages. */
  readonly signal: AbortSignal;
}

/**
 * Runs the pipeline with Nx and gives the exit code; a second time when copies in Nx's cache turned out to be damaged, which are gone by
 * then.
 */
export async function runWithNx(run: NxRun): Promise<number> {
  const damages = () =>
    stat(damageLog(run.root))
      .then(({ size }) => size)
      .catch(() => 0);
  const before = await damages();
  const code = await nx(run);
  return code === 0 || run.signal.aborted || (await damages()) === before ? code : nx(run);
}

function nx({ plan, only, nx: script, ...rest }: NxRun): Promise<number> {
  return runStageProcess({
    ...rest,
    words: [
      script,
      'run',
      `${only === undefined ? plan.name : projectOf(plan, only)}:run`,
      '--outputStyle=static-failures-only',
    ],
    sharesStderr: true,
    environment: {
      NX_PARALLEL: process.env['NX_PARALLEL'] ?? String(stagesAtOnce(allottedCores(), machineMemory())),
      [MORE_PIPELINES]: JSON.stringify([plan.file]),
      ...(process.stderr.isTTY && { FORCE_COLOR: '1' }),
    },
  });
}
