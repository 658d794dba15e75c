import { nxProject, openVerifiedFiles } from '@batchmates/artifact';
import { planPipeline } from '@batchmates/pipeline';
import { artifactDirectory } from '../artifact-directory.ts';
import { chosenNames } from '../chosen-names.ts';
import type { CommandContext } from '../command-context.ts';
import { openDigestContext } from '../digest/digest-context.ts';
import { explain, type Verdict } from '../digest/explain.ts';
import { findDoneWork } from '../done-work.ts';
import { findTarget } from '../find-pipeline.ts';
import { compose, planningContext } from '../registry/services.ts';
import { findNx } from '../run-all/find-nx.ts';
import { verifiedFiles } from '../verified-files.ts';
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
  const planning = planningContext(compose(), root);
  const plan = await planPipeline(file, planning);
  const names = chosenNames(plan, named === undefined ? [] : [named]);
  const verdicts = await explain(
    plan,
    names,
    openDigestContext(await readWorkspace(root), planning.registries),
  );
  const remembered = await openVerifiedFiles(verifiedFiles(root));
  for (const verdict of verdicts) {
    for (const line of describe(verdict)) print(line);
    const { instance, reasons, follows, work } = verdict;
    // What it reads may become another artifact.
    if (reasons.length === 0 || follows.length > 0 || work === undefined) continue;
    const directory = artifactDirectory(root, plan, instance);
    const done = await findDoneWork(work, { root, directory, remembered });
    if (done !== undefined)
      print(`  the same work is done, which a run takes: ${await nxProject(done.directory)}`);
  }
  await remembered.save();
  const rerun = verdicts.filter(({ reasons, follows }) => reasons.length + follows.length > 0).length;
  print(
    rerun === 0
      ? 'nothing would rerun'
      : `${rerun} of ${verdicts.length} would rerun${findNx(root) === undefined ? '' : ' (what Nx has in its cache in this very state comes from there)'}`,
  );
}

function describe({ instance, reasons, follows }: Verdict): string[] {
  if (reasons.length + follows.length === 0) return [`${instance}: up to date`];
  const waiting = `${follows.join(', ')} would rerun (this one need not, if the new artifact is equal)`;
  return [
    `${instance}: would rerun`,
    ...[...reasons, ...(follows.length > 0 ? [waiting] : [])].map((reason) => `  - ${reason}`),
  ];
}
