import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { artifactPath, type Artifact } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { reportDataSchema, type ReportData } from '../report-data.ts';
import { reportFiles } from '../report-files.ts';

/** One report of a comparison. */
export interface ComparedReport {
  readonly artifact: Artifact;
  readonly data: ReportData;
  /** Link to its `report.html`, relative to the comparison. */
  readonly href: string;
  /** Unique among the reports compared: its title, with the pipeline's folder where titles repeat. */
  readonly label: string;
  /** Network, width, classes and epochs, in short. */
  readonly detail: string;
}

/** Reads the reports to compare; throws a `UserError` (`report/not-comparable`) for one that is not of `report/report`. */
export async function readReports(artifacts: readonly Artifact[], from: string): Promise<ComparedReport[]> {
  const reports = await Promise.all(
    artifacts.map(async (artifact) => ({ artifact, data: await readData(artifact) })),
  );
  return reports.map(({ artifact, data }) => {
    const folder = relative(from, artifact.directory).split(sep);
    const repeated = reports.filter((other) => other.data.title === data.title).length > 1;
    return {
      artifact,
      data,
      href: [...folder, reportFiles.html]
        .map((part) => (part === '..' ? part : encodeURIComponent(part)))
        .join('/'),
      label: repeated ? `${data.title} (${folder.filter((part) => part !== '..').join('/')})` : data.title,
      detail: detailOf(data),
    };
  });
}

async function readData(artifact: Artifact): Promise<ReportData> {
  const file = artifactPath(artifact, reportFiles.data);
  try {
    return reportDataSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new UserError({
      code: 'report/not-comparable',
      what: `report ${artifact.directory}`,
      expected: 'a report that stage report/report wrote',
      received: `one of stage ${artifact.manifest.stage}`,
      remedy: 'name the reports themselves, and run their pipelines again when they are old',
      cause,
    });
  }
}

function detailOf({ subjects }: ReportData): string {
  const told = subjects.map(
    ({ network, width, classes, epochs }) =>
      `${network}, width ${width}, ${classes} classes, ${epochs} epochs`,
  );
  return [...new Set(told)].join('; ');
}
