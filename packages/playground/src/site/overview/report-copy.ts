import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { artifactPath, parseJson, type Artifact } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { compareStage, reportDataSchema, reportFiles, type ReportData } from '@batchmates/report';
import type { ArtifactStory } from './shown-artifact.ts';

/** A report as a site has it. */
export interface ReportCopy {
  /** Path of its page in the site. */
  readonly page: string;
  /** Its numbers; undefined for a third party's report that has others. */
  readonly data: ReportData | undefined;
  readonly story: ArtifactStory;
}

const FOLDER = 'report';

/**
 * Copies a report into the site, byte by byte, but for its Markdown: that leads to folders of artifacts, which no site has. Throws a
 * `UserError` for a comparison, whose page leads to the reports of other pipelines.
 */
export async function copyReport(site: string, report: Artifact): Promise<ReportCopy> {
  if (report.manifest.stage === compareStage.uses) {
    throw new UserError({
      code: 'site/comparison',
      what: `report/site: report ${report.directory}`,
      expected: 'the report of a pipeline, of report/report',
      received: 'one of report/compare, whose links lead to reports that a site does not have',
      remedy: 'connect one of the reports that it compares',
    });
  }
  const paths = report.manifest.files
    .map(({ path }) => path)
    .filter((path) => path !== reportFiles.markdown)
    // Figures are in the page.
    .filter((path) => !path.startsWith('figures/'));
  for (const path of paths) {
    const target = join(site, FOLDER, path);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(artifactPath(report, path), target);
  }
  const { data } = reportDataSchema.safeParse(
    parseJson(await readFile(artifactPath(report, reportFiles.data), 'utf8')),
  );
  const page = `${FOLDER}/${reportFiles.html}`;
  return {
    page,
    data,
    story: {
      title: data === undefined ? 'Report' : `Report: ${data.title}`,
      folder: FOLDER,
      facts: [],
      files: paths.map((path) => `${FOLDER}/${path}`),
    },
  };
}
