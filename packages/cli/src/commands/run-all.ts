import { UserError } from '@batchmates/errors';
import { planPipeline, type Plan } from '@batchmates/pipeline';
import { describeOlder, olderArtifacts } from '../older-artifacts.ts';
import type { CommandContext } from '../command-context.ts';
import { findPipelineFile } from '../find-pipeline.ts';
import { Interrupted } from '../interruption.ts';
import { barsProgress } from '../progress/bars-progress.ts';
import { allNames, preflight } from '../preflight.ts';
import { findNx } from '../run-all/find-nx.ts';
import { runInstances } from '../run-all/run-instances.ts';
import { runWithNx } from '../run-all/run-with-nx.ts';
import { showWarnings } from '../show-warnings.ts';
import { readWorkspace } from '../workspace.ts';
import { openDigestContext } from '../digest/digest-context.ts';
import { compose, planningContext } from '../registry/services.ts';
import { linesProgress } from '../progress/lines-progress.ts';
import { serveProgress } from '../progress/progress-server.ts';

/**
 * `batchmates run-all`: what `npx nx run <pipeline>:run` does where the workspace has Nx, else the same without its cache; with the progress of
 * all stages under way in one place: bars on a terminal, sparse lines elsewhere.
 */
export async function runAll(request: CommandContext & { readonly pipeline: string }): Promise<void> {
  const { root, print } = request;
  const plan = await runStages(request);
  const { showReportsOf } = await import('../show-reports.ts');
  await showReportsOf(plan, { root, names: allNames(plan), print });
  const older = await olderArtifacts(plan, root);
  if (older.length > 0) print(describeOlder(plan, older));
}

/** Runs all stages of a pipeline, as `batchmates run-all` does; gives its plan. */
export async function runStages({
  root,
  pipeline,
  signal,
}: Omit<CommandContext, 'print'> & { readonly pipeline: string }): Promise<Plan> {
  const nx = findNx(root);
  // Planned first: what is wrong with the file is said before anything starts.
  const composition = compose();
  const planning = planningContext(composition, root);
  const plan = await planPipeline(await findPipelineFile(pipeline, root), planning);
  const context = openDigestContext(await readWorkspace(root), planning.registries);
  showWarnings(plan.instances);
  await preflight({ plan, names: allNames(plan), context, services: composition.services });
  const { name } = plan;
  const { stderr } = process;
  const progress = stderr.isTTY ? barsProgress(stderr) : linesProgress((line) => stderr.write(`${line}\n`));
  const server = await serveProgress(progress);
  const work = { plan, root, address: server.address, show: progress.note, signal };
  const running = nx === undefined ? runInstances({ ...work, context }) : runWithNx({ ...work, nx });
  const code = await running.finally(() => server.close());
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
