import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Time in ms after which a folder that was not finished is written by no process any more, wherever that ran. */
const DAY = 24 * 3600_000;

/** Removes what is in a folder but `kept`; of parts that are being written (names with a dot) those that a killed process has left. */
export async function removeOthers(folder: string, kept: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name !== kept);
  await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      if (name.startsWith('.') && Date.now() - (await stat(path)).mtimeMs < DAY) return;
      await rm(path, { recursive: true, force: true });
    }),
  );
}
