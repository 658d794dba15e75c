import { digestValue } from '@batchmates/artifact';
import type { Plan, PlannedInstance } from '@batchmates/pipeline';
import { paramsThatCount } from '@batchmates/stage';
import { declareCacheInputs } from './cache-inputs.ts';
import { recordCacheInputs, whatCounts, type CacheRecord } from './cache-record.ts';
import type { DigestContext } from './digest-context.ts';

/** The digest of an instance, and what it was made from. */
export interface LocalDigest {
  /**
   * Digest (sha256, hexadecimal) of everything on which the result depends, except the artifacts it reads: implementation,
   * params, code, libraries, data, environment. Neither the names of pipeline and instance count nor where files stand.
   */
  readonly local: string;
  readonly cacheInputs: CacheRecord;
}

/** Digests one instance: the one place where it is decided what its result depends on. */
export async function localDigest(
  plan: Plan,
  instance: PlannedInstance,
  context: DigestContext,
): Promise<LocalDigest> {
  return digest(plan, instance, { context, large: true });
}

/** The local digest as Nx plans with it: large data files count by inode, size and times instead of content. */
export async function plannedDigest(
  plan: Plan,
  instance: PlannedInstance,
  context: DigestContext,
): Promise<string> {
  return (await digest(plan, instance, { context, large: false })).local;
}

/** Digest of all that a result depends on: the local digest, and the identities of the artifacts read, by input. */
export function workDigest(local: string, identities: Readonly<Record<string, readonly string[]>>): string {
  const read = Object.entries(identities).filter(([, each]) => each.length > 0);
  return digestValue({ local, inputs: Object.fromEntries(read) });
}

async function digest(
  plan: Plan,
  instance: PlannedInstance,
  { context, large }: { readonly context: DigestContext; readonly large: boolean },
): Promise<LocalDigest> {
  const cacheInputs = await recordCacheInputs(await declareCacheInputs(plan, instance, context), context, {
    large,
  });
  context.memory.save();
  const { uses, stage, output, variant } = instance;
  const params = paramsThatCount(stage, instance.params);
  const counts = whatCounts(cacheInputs);
  return { local: digestValue({ uses, output, variant, params, counts }), cacheInputs };
}
