import { basename, dirname } from 'node:path';
import { readRunRecord } from './run-record.ts';

/**
 * The Nx project that makes the artifact in a folder, e.g. `glyphs10.train.balanced`: for messages, and where artifacts of several
 * pipelines must be told apart. The instance is the folder's name; the pipeline is in `run.json`, else the folder around.
 */
export async function nxProject(folder: string): Promise<string> {
  const pipeline = (await readRunRecord(folder))?.['pipeline'];
  return `${typeof pipeline === 'string' ? pipeline : basename(dirname(folder))}.${basename(folder)}`;
}
