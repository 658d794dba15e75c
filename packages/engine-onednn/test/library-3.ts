import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadOneDnn } from '../src/index.ts';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, '.cache', 'onednn-3');
const path = join(folder, 'libdnnl.so.3');

/** Why there is no library of version 3 here: PyPI's wheel, unpacked once into the project's cache. */
const reason = await fetchVersion3();

/** Whether a real 3.x library can be had here. Under CI it must be: suites run all the same, and fail. */
export const absent3 = reason !== undefined && process.env['CI'] !== 'true';

/** Title of a suite, with the reason when it is skipped. */
export const titled3 = (title: string): string => (absent3 ? `${title} [skipped: ${reason}]` : title);

/** The engine on the library of version 3. */
export const loadOneDnn3 = () => loadOneDnn([{ path, companions: [] }]);

async function fetchVersion3(): Promise<string | undefined> {
  if (existsSync(path)) return undefined;
  try {
    const tool = (await import(join(root, 'tools/setup/onednn.mjs'))) as { fetchWheel(to: string): string };
    tool.fetchWheel(folder);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.split('\n')[0] : String(error);
  }
}
