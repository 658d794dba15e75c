import { basename, dirname, join } from 'node:path';
import { UserError } from '@batchmates/errors';
import { readRunRecord } from './run-record.ts';

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
    remedy: `remake it: npx nx run ${await targetOf(folder)}:run`,
  });
}

/** `<pipeline>.<instance>`: the instance is the folder's name; the pipeline is in `run.json`, else the folder around. */
async function targetOf(folder: string): Promise<string> {
  const pipeline = (await readRunRecord(folder))?.['pipeline'];
  return `${typeof pipeline === 'string' ? pipeline : basename(dirname(folder))}.${basename(folder)}`;
}
