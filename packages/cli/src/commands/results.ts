import { join } from 'node:path';
import { UserError } from '@batchmates/errors';
import { planPipeline, type Plan } from '@batchmates/pipeline';
import { namesWithOthers } from '../all-instances.ts';
import type { CommandContext } from '../command-context.ts';
import { currentInstances } from '../digest/current-instances.ts';
import { openDigestContext } from '../digest/digest-context.ts';
import { findPipelineFile } from '../find-pipeline.ts';
import { fillNewFolder } from '../new-folder.ts';
import { shownFile } from '../pipeline-files.ts';
import { compose, planningContext } from '../registry/services.ts';
import { PROVENANCE_FILE, writeResultsOf } from '../results/write-results-of.ts';
import { readWorkspace } from '../workspace.ts';

/** What `batchmates results` is told. */
export interface ResultsArguments extends CommandContext {
  readonly pipeline: string;
  /** Absent: `results/<pipeline>` of the workspace. */
  readonly output: string | undefined;
}

/** `batchmates results`: what a finished pipeline gave, in a small folder to be kept beside the code: reports, metrics, the pipeline and how each stage was run. */
export async function results({ root, pipeline, output, print }: ResultsArguments): Promise<void> {
  const file = await findPipelineFile(pipeline, root);
  const planning = planningContext(compose(), root);
  const plan = await planPipeline(file, planning);
  const names = namesWithOthers(plan);
  const current = await currentInstances(
    plan,
    openDigestContext(await readWorkspace(root), planning.registries),
  );
  assertFinished(
    plan,
    [...names].filter((name) => !current.has(name)),
  );
  const folder = output ?? join(root, 'results', plan.name);
  const { files, bytes, leftOut } = await fillNewFolder(
    folder,
    (place) => writeResultsOf(plan, { root, output: place.output }),
    { replaces: PROVENANCE_FILE },
  );
  const megabytes = (size: number) => `${(size / 1e6).toFixed(1)} MB`;
  print(`${shownFile(folder, root)}: ${files} files, ${megabytes(bytes)}`);
  if (leftOut.files > 0)
    print(
      `left out: images, weights, probabilities, and what report.html has as well (${leftOut.files} files, ${megabytes(leftOut.bytes)})`,
    );
}

function assertFinished(plan: Plan, missing: readonly string[]): void {
  const [first] = missing;
  if (first === undefined) return;
  const more = missing.length === 1 ? '' : ` and ${missing.length - 1} more`;
  throw new UserError({
    code: 'results/not-finished',
    what: `results of ${plan.name}`,
    expected: 'all of its stages up to date',
    received: `${first}${more} not`,
    remedy: `run npx batchmates run-all ${plan.name}`,
  });
}
