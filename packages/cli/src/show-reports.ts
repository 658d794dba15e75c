import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Plan } from '@batchmates/pipeline';
import { reportFiles } from '@batchmates/report';
import { artifactDirectory } from './artifact-directory.ts';

/** Prints the tables of the reports among a plan's instances called `names`, as `showReports` does. */
export async function showReportsOf(
  plan: Plan,
  {
    root,
    names,
    print,
  }: { readonly root: string; readonly names: ReadonlySet<string>; readonly print: (line: string) => void },
): Promise<void> {
  const reports = plan.instances.filter(({ name, output }) => names.has(name) && output === 'report');
  await showReports(
    reports.map(({ name }) => artifactDirectory(root, plan, name)),
    print,
  );
}

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
