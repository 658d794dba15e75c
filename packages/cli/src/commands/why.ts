import { planPipeline } from '@batchmates/pipeline';
import { explain, type Verdict } from '../cache-inputs/explain.ts';
import type { CommandContext } from '../command-context.ts';
import { findTarget } from '../find-pipeline.ts';
import { compose, planningContext } from '../registry/services.ts';
import { findInstance } from '../run-instance.ts';
import { readWorkspace } from '../workspace.ts';

/** What `batchmates why` is told. */
export interface WhyArguments extends CommandContext {
  readonly pipeline: string;
  /** One instance and what it needs; all when undefined. */
  readonly instance: string | undefined;
}

/**
 * `batchmates why`: for one instance and everything it needs, or for all, says whether it would rerun and which input
 * changed since its artifact was made.
 */
export async function why({ root, pipeline, instance, print }: WhyArguments): Promise<void> {
  const { file, instance: named } = await findTarget(pipeline, instance, root);
  const plan = await planPipeline(file, planningContext(compose(), root));
  const target = named === undefined ? undefined : findInstance(plan, named);
  const verdicts = await explain(plan, await readWorkspace(root), target);
  for (const verdict of verdicts) for (const line of describe(verdict)) print(line);
  const rerun = verdicts.filter(({ reasons }) => reasons.length > 0).length;
  print(
    rerun === 0
      ? 'nothing would rerun'
      : `${rerun} of ${verdicts.length} would rerun (what Nx has in its cache in this very state comes from there)`,
  );
}

function describe({ instance, reasons }: Verdict): string[] {
  if (reasons.length === 0) return [`${instance}: up to date`];
  return [`${instance}: would rerun`, ...reasons.map((reason) => `  - ${reason}`)];
}
