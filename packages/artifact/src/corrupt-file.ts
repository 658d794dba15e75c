import { join } from 'node:path';
import { UserError } from '@batchmates/errors';
import { nxProject } from './nx-project.ts';

/** How one file of an artifact differs from what was written; `path` is relative to the artifact's folder. */
export interface FileDamage {
  readonly path: string;
  readonly expected: string;
  readonly received: string;
}

/**
 * The `UserError` (`artifact/corrupt`) about a damaged file of the artifact in `folder`. It names the command that makes
 * the artifact again: Nx restores it from its cache or, when the copy there is damaged as well, runs the stage.
 */
export async function corruptFile(
  folder: string,
  { path, expected, received }: FileDamage,
): Promise<UserError> {
  return new UserError({
    code: 'artifact/corrupt',
    what: join(folder, path),
    expected,
    received,
    remedy: `remake it: npx batchmates run-all ${await nxProject(folder)}`,
  });
}
