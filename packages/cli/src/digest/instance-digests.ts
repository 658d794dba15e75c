import { digestValue } from '@batchmates/artifact';
import type { Plan, PlannedInstance } from '@batchmates/pipeline';
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
  /** The same for planning, where large data files count by inode, size and times instead of content. */
  readonly planned: string;
  readonly cacheInputs: CacheRecord;
}

/** Digests one instance: the one place where it is decided what its result depends on. */
export async function localDigest(
  plan: Plan,
  instance: PlannedInstance,
  context: DigestContext,
  { large = true }: { readonly large?: boolean } = {},
): Promise<LocalDigest> {
  const declared = await declareCacheInputs(plan, instance, context);
  const quick = await recordCacheInputs(declared, context, { large: false });
  const exact = large ? await recordCacheInputs(declared, context, { large: true }) : quick;
  context.memory.save();
  return { local: digest(instance, exact), planned: digest(instance, quick), cacheInputs: exact };
}

/** Digest of all that a result depends on: the local digest, and the identities of the artifacts read, by input. */
export function workDigest(local: string, identities: Readonly<Record<string, readonly string[]>>): string {
  const read = Object.entries(identities).filter(([, each]) => each.length > 0);
  return digestValue({ local, inputs: Object.fromEntries(read) });
}

function digest({ uses, stage, variant, params }: PlannedInstance, record: CacheRecord): string {
  return digestValue({ uses, output: stage.output, variant, params, counts: whatCounts(record) });
}
