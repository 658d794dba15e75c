import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';

/** Writes a file whole or not at all, over one that is there: its content is written beside it, and renamed when it is complete. */
export async function writeWholeFile(file: string, content: string | Uint8Array): Promise<void> {
  const beside = `${file}.${process.pid}-${randomUUID().slice(0, 8)}`;
  try {
    await writeFile(beside, content);
    await rename(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
}
