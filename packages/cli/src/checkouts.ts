import { existsSync } from 'node:fs';
import { readFile, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { hasSystemCode } from '@batchmates/errors';

/**
 * The other checkouts of the repository whose checkout is the workspace at `root`, as `git worktree` makes them: absolute
 * paths, sorted. None where the workspace is no checkout of its own.
 */
export async function otherCheckouts(root: string): Promise<string[]> {
  const repository = await repositoryOf(join(root, '.git'));
  if (repository === undefined) return [];
  const linked = join(repository, 'worktrees');
  const names = await readdir(linked).catch(none);
  const checkouts = await Promise.all(
    (names ?? []).map(async (name) => {
      const file = await readFile(join(linked, name, 'gitdir'), 'utf8').catch(none);
      return file === undefined ? undefined : dirname(resolve(linked, name, file.trim()));
    }),
  );
  // The repository of the first checkout is its folder `.git`; a bare one has none.
  const all = [...(basename(repository) === '.git' ? [dirname(repository)] : []), ...checkouts];
  const own = await realpath(root);
  const found = await Promise.all(
    all.filter((each) => each !== undefined && existsSync(each)).map((each) => realpath(each!)),
  );
  return [...new Set(found)].filter((each) => each !== own).toSorted();
}

/** Where `.git` leads: a folder, or in a linked checkout a file that names one. */
async function repositoryOf(git: string): Promise<string | undefined> {
  if (!existsSync(git)) return undefined;
  const text = await readFile(git, 'utf8').catch((error: unknown) => {
    if (hasSystemCode(error, 'EISDIR')) return undefined;
    throw error;
  });
  if (text === undefined) return git;
  const own = /^gitdir: (.+)$/m.exec(text)?.[1];
  if (own === undefined) return undefined;
  const folder = resolve(dirname(git), own);
  const common = await readFile(join(folder, 'commondir'), 'utf8').catch(none);
  return common === undefined ? undefined : resolve(folder, common.trim());
}

function none(error: unknown): undefined {
  if (hasSystemCode(error, 'ENOENT') || hasSystemCode(error, 'ENOTDIR')) return undefined;
  throw error;
}
