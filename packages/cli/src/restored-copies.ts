import { appendFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openVerified, openVerifiedFiles, type VerifiedFiles } from '@batchmates/artifact';
import { UserError, UserErrors, invariant } from '@batchmates/errors';
import { verifiedFiles } from './verified-files.ts';

/** What Nx has just restored from its cache. */
export interface RestoredCopies {
  /** Each as `<task hash>:<folder>`. */
  readonly restored: readonly string[];
  /** The folder of that cache, which is often outside the workspace. */
  readonly cache: string;
  /** The workspace. */
  readonly root: string;
}

/**
 * Verifies what Nx has just restored from its cache. Of a damaged artifact the copy
 * in the cache is removed when that is damaged, else the artifact itself: either way the next run makes it whole, from
 * the cache or by running the stage. Throws a `UserErrors` that says so, and notes it in `damageLog`.
 */
export async function remakeRestored({ restored, cache, root }: RestoredCopies): Promise<void> {
  const remembered = await openVerifiedFiles(verifiedFiles(root));
  const damages: UserError[] = [];
  for (const each of restored) {
    const { hash, folder } = parse(each);
    const damage = await damageOf(join(root, folder), remembered);
    if (damage === undefined) continue;
    const entry = join(cache, hash);
    const inCache = (await damageOf(join(entry, folder))) !== undefined;
    await rm(inCache ? entry : join(root, folder), { recursive: true, force: true });
    damages.push(describe(damage, inCache));
  }
  await remembered.save();
  if (damages.length === 0) return;
  await note(damages, damageLog(root));
  throw new UserErrors(damages);
}

function parse(restored: string): { hash: string; folder: string } {
  const [, hash, folder] = /^(\w+):(artifacts\/.+)$/s.exec(restored) ?? [];
  invariant(hash !== undefined && folder !== undefined, `${restored} is no <hash>:artifacts/<folder>`);
  return { hash, folder };
}

/** Where damaged artifacts that came from Nx's cache are noted, one a line. */
export function damageLog(root: string): string {
  return join(root, '.cache', 'damaged-artifacts.log');
}

async function damageOf(folder: string, remembered?: VerifiedFiles): Promise<UserError | undefined> {
  try {
    await openVerified(folder, remembered);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function describe(damage: UserError, inCache: boolean): UserError {
  const [what = damage.message] = damage.message.split('; remake it');
  return new UserError({
    code: 'artifact/restored-damaged',
    what: `${what}; ${inCache ? "Nx's cache held it so, and that copy was removed" : 'it was removed'}`,
    remedy: `run the command again, which ${inCache ? 'runs its stage' : "restores it from Nx's cache"}`,
    cause: damage,
  });
}

async function note(damages: readonly UserError[], file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const time = new Date().toISOString();
  await appendFile(file, damages.map(({ message }) => `${time} ${message}\n`).join(''));
}
