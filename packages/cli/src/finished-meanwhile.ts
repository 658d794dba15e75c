import {
  canonicalJson,
  openVerified,
  readRunRecord,
  type Artifact,
  type ArtifactDraft,
  type LockHolder,
} from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';

/**
 * The artifact that another process has finished meanwhile, if it is the one that `draft` would make: same manifest and
 * same facts (its cache inputs), and not damaged.
 */
export async function findFinished({
  directory,
  manifest,
  facts,
}: ArtifactDraft): Promise<Artifact | undefined> {
  const artifact = await openVerified(directory).catch((error: unknown) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });
  if (artifact === undefined) return undefined;
  const { files: _, schemaVersion: __, ...found } = artifact.manifest;
  const record = await readRunRecord(directory);
  const made = Object.fromEntries(Object.keys(facts ?? {}).map((key) => [key, record?.[key]]));
  return canonicalJson([found, made]) === canonicalJson([manifest, facts ?? {}]) ? artifact : undefined;
}

/** One line that says for whom a second run of the same instance waits. */
export function describeWait(target: string, holder: LockHolder | undefined): string {
  const who =
    holder === undefined
      ? 'another process'
      : `process ${holder.pid} on ${holder.host} (since ${new Date(holder.since).toLocaleString('sv')})`;
  return `${target}: waiting for ${who}, which is at work on it`;
}
