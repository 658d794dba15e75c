import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TemporaryWorkspace } from './temporary-workspace.ts';

const fetched = fileURLToPath(new URL('../../../../.cache/onednn', import.meta.url));

/** Lets a workspace find the oneDNN that was fetched for this one, if any: it has none of its own. */
export async function lendLibrary({ root }: Pick<TemporaryWorkspace, 'root'>): Promise<void> {
  await mkdir(join(root, '.cache'), { recursive: true });
  if (existsSync(fetched)) await symlink(fetched, join(root, '.cache/onednn'));
}
