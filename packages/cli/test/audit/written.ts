import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';

const folder = await temporaryFolder();

/** Writes a table and returns its path. */
export async function written(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

/** Lines of CSV. */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.join(',')}\n`).join('');
}

/** What a command prints, its folder left out, with plain spaces. */
export async function printed(run: (print: (line: string) => void) => Promise<void>): Promise<string> {
  const lines: string[] = [];
  await run((line) => lines.push(line));
  return lines
    .join('\n')
    .replaceAll(`${folder}/`, '')
    .replaceAll(/[\u00a0\u202f]/g, ' ');
}
