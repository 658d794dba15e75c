import { basename, dirname } from 'node:path';
import { planPipeline, type Plan } from '@batchmates/pipeline';
import { artifactDirectory } from '../artifact-directory.ts';
import { isArtifactPlace } from '../artifact-folder.ts';
import { openDigestContext } from '../digest/digest-context.ts';
import { explain } from '../digest/explain.ts';
import { withNeeds } from '../digest/standing-artifacts.ts';
import { locatePipelineFile } from '../find-pipeline.ts';
import { mistakesOf } from '../mistakes-of.ts';
import { shownFile } from '../pipeline-files.ts';
import { compose, planningContext } from '../registry/services.ts';
import { claimedFile } from '../taken-names.ts';
import { readWorkspace } from '../workspace.ts';

/**
 * What the pipelines of the workspace say of the artifact in `folder`: `up to date`, or that it is of an older plan and why; `undefined` of
 * a folder that is none of the workspace's artifacts.
 */
export async function standingOf(folder: string, root: string): Promise<string | undefined> {
  if (!isArtifactPlace(folder, root)) return undefined;
  const [pipeline, instance] = [basename(dirname(folder)), basename(folder)];
  const planning = planningContext(compose(), root);
  let plan: Plan;
  try {
    const file = (await claimedFile(pipeline, root)) ?? (await locatePipelineFile(pipeline, root));
    plan = await planPipeline(file, planning);
  } catch (error) {
    return `not known: ${mistakesOf(error)[0]!.message}`;
  }
  if (artifactDirectory(root, plan, instance) !== folder)
    return `of an older plan: ${shownFile(plan.file, root)} is called ${plan.name} now`;
  if (!plan.instances.some(({ name }) => name === instance))
    return `of an older plan: ${shownFile(plan.file, root)} has no instance of this name`;
  const context = openDigestContext(await readWorkspace(root), planning.registries);
  const verdicts = await explain(plan, withNeeds(plan, instance), context);
  const { reasons, follows } = verdicts.at(-1)!;
  if (reasons.length > 0) return `of an older plan: ${reasons.join('; ')}`;
  return follows.length > 0 ? `made from what would rerun: ${follows.join(', ')}` : 'up to date';
}
