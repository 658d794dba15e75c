import type { Work } from '@batchmates/cluster';
import type { Plan } from '@batchmates/pipeline';
import { allInstances, homeOf } from '../all-instances.ts';
import { currentInstances } from '../digest/current-instances.ts';
import type { DigestContext } from '../digest/digest-context.ts';
import { plannedDigest } from '../digest/instance-digests.ts';
import { needsOf } from '../digest/standing-artifacts.ts';
import { shownFile } from '../pipeline-files.ts';

/** What a submission of the instances called `names` is planned from, those of other pipelines that they need among them, in plan order. */
export async function workOf(
  plan: Plan,
  names: ReadonlySet<string>,
  context: DigestContext,
): Promise<Work[]> {
  const { root } = context.workspace;
  const current = await currentInstances(plan, context, { names });
  const work: Work[] = [];
  for (const instance of allInstances(plan).filter(({ name }) => names.has(name))) {
    const { pipeline, instance: own } = homeOf(plan, instance.name);
    work.push({
      pipeline: pipeline.name,
      file: shownFile(pipeline.file, root),
      instance: own,
      name: instance.name,
      stageName: instance.stageName,
      uses: instance.uses,
      needs: needsOf(instance),
      expect: await plannedDigest(plan, instance, context),
      current: current.has(instance.name),
    });
  }
  return work;
}
