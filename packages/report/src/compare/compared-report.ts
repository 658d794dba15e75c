import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { artifactPath, nxProject, parseJson, type Artifact } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { reportDataSchema, type ReportData } from '../report-data.ts';
import { reportFiles } from '../report-files.ts';
import { settingsApart } from './align-arms.ts';

/** One report of a comparison. */
export interface ComparedReport {
  readonly artifact: Artifact;
  readonly data: ReportData;
  /** Link to its `report.html`, relative to the comparison. */
  readonly href: string;
  /** Unique among the reports compared: its title, with the end of its folder where titles repeat. */
  readonly label: string;
  /** Network, width, classes and epochs, and what else all of its training has that others' has not. */
  readonly detail: string;
}

/** Reads the reports to compare; throws a `UserError` (`report/not-comparable`) for one that is not of `report/report`. */
export async function readReports(artifacts: readonly Artifact[], from: string): Promise<ComparedReport[]> {
  const reports = await Promise.all(
    artifacts.map(async (artifact) => ({ artifact, data: await readData(artifact) })),
  );
  const titles = reports.map(({ data }) => data.title);
  const endings = shortestEndings(artifacts.map(({ directory }) => directory.split(sep)));
  const apart = settingsApart(reports.map(({ data }) => data));
  const splits = reports.map(({ data }) =>
    [...new Set(data.subjects.map(({ split }) => split))].join(' and '),
  );
  return reports.map(({ artifact, data }, index) => ({
    artifact,
    data,
    href: [...relative(from, artifact.directory).split(sep), reportFiles.html]
      .map((part) => encodeURIComponent(part))
      .join('/'),
    label:
      titles.filter((title) => title === data.title).length > 1
        ? `${data.title} (${endings[index]})`
        : data.title,
    detail: [detailOf(data), apart[index], new Set(splits).size > 1 ? `split ${splits[index]}` : '']
      .filter((part) => part !== '')
      .join(', '),
  }));
}

/** Of each path the last parts that no other one ends with, e.g. `glyphs10/report`; all of it where another ends with it whole. */
function shortestEndings(paths: readonly (readonly string[])[]): string[] {
  return paths.map((path) => {
    const ending = (count: number, of = path) => of.slice(-count).join('/');
    const counts = path.map((_, index) => index + 1);
    const found = counts.find((count) =>
      paths.every((other) => other === path || ending(count, other) !== ending(count)),
    );
    return ending(found ?? path.length);
  });
}

async function readData(artifact: Artifact): Promise<ReportData> {
  const content = parseJson(await readFile(artifactPath(artifact, reportFiles.data), 'utf8'));
  const parsed = reportDataSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const { directory, manifest } = artifact;
  const isOurs = manifest.stage === 'report/report';
  throw new UserError({
    code: 'report/not-comparable',
    what: `report ${directory}`,
    expected: isOurs ? 'one of this version of Batchmates' : 'a report that stage report/report wrote',
    received: isOurs ? 'one of another' : `one of stage ${manifest.stage}`,
    remedy: isOurs
      ? `make it anew: npx batchmates run-all ${await nxProject(directory)}`
      : 'name the reports themselves',
    cause: parsed.error,
  });
}

function detailOf({ subjects }: ReportData): string {
  const told = subjects.map(
    ({ network, width, classes, epochs }) =>
      `${network}, width ${width}, ${classes} classes, ${epochs === null ? 'imported' : `${epochs} epochs`}`,
  );
  return [...new Set(told)].join('; ');
}
