import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { reportFiles } from '@batchmates/report';

/**
 * Prints the tables of reports, and where their pages are: what a run of a whole pipeline ends with, by Nx or by `batchmates run-all`.
 * A third party's report without a table is passed over.
 */
export async function showReports(folders: readonly string[], print: (line: string) => void): Promise<void> {
  for (const folder of folders) {
    const file = join(folder, reportFiles.table);
    if (!existsSync(file)) continue;
    const table = await readFile(file, 'utf8');
    const page = relative(process.cwd(), join(folder, reportFiles.html));
    print(`\n${table.trimEnd()}\n\nThe report, with figures: ${page}`);
  }
}
