import { join, relative } from 'node:path';
import { UserError } from '@batchmates/errors';
import { compareReports, compareStage, openReport, reportFiles } from '@batchmates/report';
import { allOrMistakes } from '../all-or-mistakes.ts';
import type { CommandContext } from '../command-context.ts';
import { namedArtifacts } from '../named-artifacts.ts';
import { fillNewFolder } from '../new-folder.ts';

/** What `batchmates compare` is told. */
export interface CompareArguments extends CommandContext {
  /** Pipelines, instances or folders, each of which means one report. */
  readonly reports: readonly string[];
  /** Folder for the page; without it only the table is printed. */
  readonly output: string | undefined;
}

/** `batchmates compare`: the errors of several reports in one table, and the page that `report/compare` makes of them. */
export async function compare({ root, reports, output, print }: CompareArguments): Promise<void> {
  const artifacts = await allOrMistakes(reports.map(async (name) => openReport(await oneReport(name, root))));
  if (output === undefined) {
    print((await compareReports(artifacts)).trimEnd());
    return;
  }
  const table = await fillNewFolder(output, (page) => compareReports(artifacts, { page }));
  const page = relative(process.cwd(), join(output, reportFiles.html));
  print(`${table.trimEnd()}\n\nThe comparison, with figures: ${page}`);
}

/** The folder of the one report that a name means. */
async function oneReport(name: string, root: string): Promise<string> {
  const { artifacts, missing } = await namedArtifacts(name, {
    type: 'report',
    what: 'a report',
    isMeant: (stage) => stage !== compareStage.uses,
    root,
  });
  const names = [...artifacts.map((each) => each.name), ...missing];
  if (names.length === 1) return artifacts[0]!.directory;
  throw new UserError({
    code: 'report/several',
    what: name,
    expected: 'one report',
    received: names.join(', '),
    remedy: 'name one of them',
  });
}
