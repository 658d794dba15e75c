import {
  openVerified,
  readRunRecord,
  type Artifact,
  type LockHolder,
  type VerifiedFiles,
} from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { recordedDigestSchema } from './digest/standing-artifacts.ts';

/** The artifact in `directory`, which another process has finished, if it was made under the work digest `work` and is whole. */
export async function findFinished(
  directory: string,
  work: string,
  remembered?: VerifiedFiles,
): Promise<Artifact | undefined> {
  const artifact = await openVerified(directory, remembered).catch((error: unknown) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });
  if (artifact === undefined) return undefined;
  const record = await readRunRecord(directory);
  return recordedDigestSchema.safeParse(record?.['digests']).data?.work === work ? artifact : undefined;
}

/** One line that says for whom a second run of the same instance waits. */
export function describeWait(target: string, holder: LockHolder | undefined): string {
  const who =
    holder === undefined
      ? 'another process'
      : `process ${holder.pid} on ${holder.host} (since ${new Date(holder.since).toLocaleString('sv')})`;
  return `${target}: waiting for ${who}, which is at work on it`;
}
