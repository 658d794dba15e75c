import { rmSync } from 'node:fs';
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];

function removeAll(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

// Vitest ends its processes without an `exit` event, so there the folders go with the test file that made them.
if (process.env['VITEST'] === undefined) process.on('exit', removeAll);
else (await import('vitest')).afterAll(removeAll);

/**
 * Makes an empty folder and returns its absolute path. It is removed after the last test of the test file (vitest) or at
 * the end of the process (anything else).
 */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'batchmates-')));
  folders.push(folder);
  return folder;
}
