import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { rmSync } from 'node:fs';

const folder = await mkdtemp(join(tmpdir(), 'tables-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a file of that name and returns its path. */
export async function written(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}
