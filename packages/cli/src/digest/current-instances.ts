import { openVerifiedFiles, verifyArtifact } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import type { Plan } from '@batchmates/pipeline';
import { namesWithOthers } from '../all-instances.ts';
import { verifiedFiles } from '../verified-files.ts';
import type { DigestContext } from './digest-context.ts';
import { needsOf, standingInstances, withNeeds } from './standing-artifacts.ts';

/** Which instances to look at. */
export interface CurrentOptions {
  /** With everything that they need; all by default, those of other pipelines included (`other.train.balanced`). */
  readonly names?: ReadonlySet<string>;
  /** Those whose files are compared with what was written; all by default. Of the others, sizes are compared. */
  readonly verify?: ReadonlySet<string>;
}

/**
 * Names of the instances whose artifacts are up to date: whole, made from what the plan says now, and so is everything that they
 * are made from. A run of these would make the same. Files that were verified before in their present state are not
 * read again.
 */
export async function currentInstances(
  plan: Plan,
  context: DigestContext,
  { names = namesWithOthers(plan), verify = names }: CurrentOptions = {},
): Promise<ReadonlySet<string>> {
  const remembered = await openVerifiedFiles(verifiedFiles(context.workspace.root));
  const current = new Set<string>();
  // In plan order, so that what an instance needs comes before it.
  for (const { instance, artifact, ...standing } of await standingInstances(plan, names, context)) {
    const { name } = instance;
    if (artifact === undefined || !standing.current) continue;
    if (!needsOf(instance).every((need) => current.has(need))) continue;
    if (!verify.has(name) || (await isWhole(verifyArtifact(artifact, remembered)))) current.add(name);
  }
  await remembered.save();
  return current;
}

/** Whether the artifact of one instance is up to date, and whole. */
export async function isCurrent(plan: Plan, name: string, context: DigestContext): Promise<boolean> {
  const names = withNeeds(plan, name);
  return (await currentInstances(plan, context, { names, verify: new Set([name]) })).has(name);
}

async function isWhole(verifying: Promise<void>): Promise<boolean> {
  try {
    await verifying;
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
