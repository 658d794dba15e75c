import { relative } from 'node:path';
import { readRegularFile, UnreadableFile } from '@batchmates/artifact';
import { parseProfile, type Profile } from '@batchmates/cluster';
import { UserError } from '@batchmates/errors';

/** Bytes that a profile may have. */
const LARGEST = 2 ** 20;

/** Reads a profile. Throws a `UserError` (`profile/no-file`) and what `parseProfile` throws. */
export async function readProfile(path: string): Promise<Profile> {
  const text = await readRegularFile(path, LARGEST).catch((cause: unknown) => {
    if (!(cause instanceof UnreadableFile)) throw cause;
    throw new UserError({
      code: 'profile/no-file',
      what: `no profile ${path}`,
      expected: 'a YAML file with what the cluster needs',
      received: cause.absent ? undefined : cause.reason,
      remedy: 'docs/cluster.md shows one',
      cause,
    });
  });
  return parseProfile(text.toString('utf8'), relative(process.cwd(), path));
}
