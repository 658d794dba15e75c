import { UserError, UserErrors } from '@batchmates/errors';
import { planPipeline, type Plan } from '@batchmates/pipeline';
import { describeOlder, olderArtifacts } from '../older-artifacts.ts';
import { chosenNames } from '../chosen-names.ts';
import type { CommandContext } from '../command-context.ts';
import { findTarget } from '../find-pipeline.ts';
import { projectOf } from '../all-instances.ts';
import { Interrupted } from '../interruption.ts';
import { barsProgress } from '../progress/bars-progress.ts';
import { preflight } from '../preflight.ts';
import { quotedWord } from '../quoted-word.ts';
import { failuresSince } from '../run-all/failures.ts';
import { findNx } from '../run-all/find-nx.ts';
import { runInstances } from '../run-all/run-instances.ts';
import { runWithNx } from '../run-all/run-with-nx.ts';
import { showWarnings } from '../show-warnings.ts';
import { claimName } from '../taken-names.ts';
import { readWorkspace } from '../workspace.ts';
import { openDigestContext } from '../digest/digest-context.ts';
import { compose, planningContext } from '../registry/services.ts';
import { linesProgress } from '../progress/lines-progress.ts';
import { serveProgress } from '../progress/progress-server.ts';

/** What `batchmates run-all` is told. */
export interface RunAllArguments extends CommandContext {
  /** A pipeline, or `<pipeline>.<instance>` in one word. */
  readonly pipeline: string;
  /** Only this one, with what it needs. */
  readonly instance?: string | undefined;
}

/**
 * `batchmates run-all`: what `npx nx run <pipeline>:run` does where the workspace has Nx, else the same without its cache; with the progress of
 * all stages under way in one place: bars on a terminal, sparse lines elsewhere. With an instance: what `npx nx run <pipeline>.<instance>:run` does.
 */
export async function runAll(request: RunAllArguments): Promise<void> {
  const { root, print } = request;
  const { plan, names } = await runStages(request);
  const { showReportsOf } = await import('../show-reports.ts');
  await showReportsOf(plan, { root, names, print });
  const older = await olderArtifacts(plan, root);
  if (older.length > 0) print(describeOlder(plan, older));
  print(`All of it in a browser: npx batchmates open ${quotedWord(pipelineOf(request, plan))}`);
}

/** The pipeline as it was named; by its own name where one word was for it and an instance. */
function pipelineOf({ pipeline, instance }: RunAllArguments, { name, instances }: Plan): string {
  const inOneWord = instance === undefined && instances.some((each) => `${name}.${each.name}` === pipeline);
  return inOneWord ? name : pipeline;
}

/** Runs stages as `batchmates run-all` does; gives the plan, and the names of what is up to date now. */
export async function runStages({
  root,
  signal,
  ...request
}: Omit<RunAllArguments, 'print'>): Promise<{ readonly plan: Plan; readonly names: ReadonlySet<string> }> {
  const nx = findNx(root);
  // Planned first: what is wrong with the file is said before anything starts.
  const composition = compose();
  const planning = planningContext(composition, root);
  const { file, instance: only } = await findTarget(request.pipeline, request.instance, root);
  const plan = await planPipeline(file, planning);
  const names = chosenNames(plan, only === undefined ? [] : [only]);
  const context = openDigestContext(await readWorkspace(root), planning.registries);
  showWarnings(plan.instances.filter((each) => names.has(each.name)));
  await preflight({ plan, names, context, services: composition.services });
  // Where Nx restores everything, no stage starts that would.
  await claimName(plan, root);
  const { stderr } = process;
  const progress = stderr.isTTY ? barsProgress(stderr) : linesProgress((line) => stderr.write(`${line}\n`));
  const server = await serveProgress(progress);
  const began = Date.now();
  const work = { plan, names, root, address: server.address, show: progress.note, signal };
  const running = nx === undefined ? runInstances({ ...work, context }) : runWithNx({ ...work, only, nx });
  const code = await running.finally(() => server.close());
  if (signal.reason instanceof Interrupted)
    throw signal.reason.advise('stages that are done stay done: the same command goes on with the others');
  if (code !== 0) {
    const failed = await failuresSince({ plan, names, root }, began);
    const end = new UserError({
      code: 'run/failed',
      what:
        only === undefined ? `pipeline ${plan.name} did not finish` : `${projectOf(plan, only)} was not made`,
      remedy: `${failed.length === 0 ? 'what stopped it stands above; ' : ''}what was done is in the cache`,
    });
    throw new UserErrors([...failed, end]);
  }
  return { plan, names };
}
