import type { Plan } from '@batchmates/pipeline';
import type { DigestContext } from './digest-context.ts';
import { explain } from './explain.ts';

/** Of the instances called `names`, those that would run now, as `batchmates why` says it: the artifact is missing, or something that it came from changed. */
export async function outstanding(
  plan: Plan,
  names: ReadonlySet<string>,
  context: DigestContext,
): Promise<ReadonlySet<string>> {
  const verdicts = await explain(plan, names, context);
  return new Set(
    verdicts
      .filter(({ reasons, follows }) => reasons.length + follows.length > 0)
      .map(({ instance }) => instance),
  );
}
