import type { Work } from '@batchmates/cluster';
import type { Plan } from '@batchmates/pipeline';
import type { DigestContext } from '../digest/digest-context.ts';
import { plannedDigest } from '../digest/instance-digests.ts';
import { outstanding } from '../digest/outstanding.ts';
import { needsOf } from '../digest/standing-artifacts.ts';

/** What a submission of the instances called `names` is planned from, in plan order. */
export async function workOf(
  plan: Plan,
  names: ReadonlySet<string>,
  context: DigestContext,
): Promise<Work[]> {
  const missing = await outstanding(plan, names, context);
  const work: Work[] = [];
  for (const instance of plan.instances.filter(({ name }) => names.has(name))) {
    work.push({
      name: instance.name,
      stageName: instance.stageName,
      uses: instance.uses,
      needs: needsOf(instance),
      expect: await plannedDigest(plan, instance, context),
      current: !missing.has(instance.name),
    });
  }
  return work;
}
