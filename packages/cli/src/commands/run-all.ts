import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { allottedCores, machineMemory, UserError } from '@batchmates/errors';
import { planPipeline, type Plan } from '@batchmates/pipeline';
import { artifactDirectory } from '../artifact-directory.ts';
import { describeOlder, olderArtifacts } from '../older-artifacts.ts';
import type { CommandContext } from '../command-context.ts';
import { OWNERS } from '../end-with-owners.ts';
import { findPipelineFile } from '../find-pipeline.ts';
import { Interrupted } from '../interruption.ts';
import { barsProgress } from '../progress/bars-progress.ts';
import { MORE_PIPELINES } from '../pipeline-files.ts';
import { allNames, preflight } from '../preflight.ts';
import { showWarnings } from '../show-warnings.ts';
import { readWorkspace } from '../workspace.ts';
import { openDigestContext } from '../digest/digest-context.ts';
import { compose, planningContext } from '../registry/services.ts';
import { linesProgress } from '../progress/lines-progress.ts';
import { PROGRESS_ADDRESS, serveProgress } from '../progress/progress-server.ts';
import { damageLog } from '../restored-copies.ts';

/**
 * `batchmates run-all`: what `npx nx run <pipeline>:run` does, with the progress of all stages under way in one place:
 * bars on a terminal, sparse lines elsewhere.
 */
export async function runAll(request: CommandContext & { readonly pipeline: string }): Promise<void> {
  const { root, print } = request;
  const plan = await runStages(request);
  const reports = plan.instances.filter(({ output }) => output === 'report');
  const { showReports } = await import('../show-reports.ts');
  await showReports(
    reports.map((instance) => artifactDirectory(root, plan, instance.name)),
    print,
  );
  const older = await olderArtifacts(plan, root);
  if (older.length > 0) print(describeOlder(plan, older));
}

/** Runs all stages of a pipeline, as `batchmates run-all` does; gives its plan. */
export async function runStages({
  root,
  pipeline,
  signal,
}: Omit<CommandContext, 'print'> & { readonly pipeline: string }): Promise<Plan> {
  // Planned first: what is wrong with the file is said before Nx starts.
  const composition = compose();
  const planning = planningContext(composition, root);
  const plan = await planPipeline(await findPipelineFile(pipeline, root), planning);
  const context = openDigestContext(await readWorkspace(root), planning.registries);
  showWarnings(plan.instances);
  await preflight({ plan, names: allNames(plan), context, services: composition.services });
  const { name, file } = plan;
  const { stderr } = process;
  const progress = stderr.isTTY ? barsProgress(stderr) : linesProgress((line) => stderr.write(`${line}\n`));
  const server = await serveProgress(progress);
  const work = { pipeline: name, file, root, address: server.address, show: progress.note, signal };
  const code = await nxAgainAfterDamage(work).finally(() => server.close());
  if (signal.reason instanceof Interrupted)
    throw signal.reason.advise('stages that are done stay done: the same command goes on with the others');
  if (code !== 0) {
    throw new UserError({
      code: 'run/failed',
      what: `pipeline ${name} did not finish`,
      remedy: 'what stopped it stands above; what was done is in the cache',
    });
  }
  return plan;
}

/** Stages of one thread that run side by side: one for every core, as far as there are 2 GiB of memory for each. */
export function stagesAtOnce(cores: number, memoryBytes: number): number {
  return Math.max(1, Math.min(cores, Math.floor(memoryBytes / 2 ** 31)));
}

interface NxRun {
  readonly pipeline: string;
  /** Its file, which may stand anywhere. */
  readonly file: string;
  readonly root: string;
  /** Where stages report. */
  readonly address: string;
  /** Takes Nx's own lines. */
  readonly show: (line: string) => void;
  /** Passed on to Nx, which passes it on to its stages. */
  readonly signal: AbortSignal;
}

/** Runs the pipeline with Nx; a second time when copies in its cache turned out to be damaged, which are gone by then. */
async function nxAgainAfterDamage(work: NxRun): Promise<number> {
  const damages = () =>
    stat(damageLog(work.root))
      .then(({ size }) => size)
      .catch(() => 0);
  const before = await damages();
  const code = await nx(work);
  return code === 0 || work.signal.aborted || (await damages()) === before ? code : nx(work);
}

/** Runs the pipeline with Nx and gives the exit code. */
function nx({ pipeline, file, root, address, show, signal }: NxRun): Promise<number> {
  const script = join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
  const child = spawn(
    process.execPath,
    [script, 'run', `${pipeline}:run`, '--outputStyle=static-failures-only'],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        // sharp decodes on libuv's threads, which are four however many cores there are.
        UV_THREADPOOL_SIZE: String(Math.max(4, allottedCores())),
        NX_PARALLEL: String(stagesAtOnce(allottedCores(), machineMemory())),
        ...process.env,
        [PROGRESS_ADDRESS]: address,
        [OWNERS]: String(process.pid),
        [MORE_PIPELINES]: JSON.stringify([file]),
        ...(process.stderr.isTTY && { FORCE_COLOR: '1' }),
      },
    },
  );
  createInterface({ input: child.stdout }).on('line', show);
  // Nx takes no notice of the second SIGINT when Ctrl-C has reached it already.
  const passOn = (): void => {
    child.kill(signal.reason instanceof Interrupted ? signal.reason.received : 'SIGTERM');
  };
  signal.addEventListener('abort', passOn, { once: true });
  return new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  }).finally(() => signal.removeEventListener('abort', passOn));
}
