import { resolve } from 'node:path';
import { openVerified, type Artifact } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import type { StageContext, StageReport } from '@batchmates/stage';
import { percent, percentRange } from '@batchmates/metrics';
import { loadPlotter } from './charts/plot.ts';
import { cellSpread, compareRows } from './compare/compare-rows.ts';
import { compareSections } from './compare/compare-sections.ts';
import { readReports, type ComparedReport } from './compare/compared-report.ts';
import type { CompareParams } from './compare-params.ts';
import { listOfLinks, type Section } from './document/document.ts';
import { textTable } from './render/text-table.ts';
import { writeReport } from './write-report.ts';

/** Runs `report/compare`; throws a `UserError` (`report/nothing-to-compare`) for fewer than two reports. */
export async function runCompare(
  context: StageContext<CompareParams, unknown, { readonly reports: readonly Artifact[] }>,
): Promise<StageReport> {
  const { inputs, params, output, pipelineDirectory } = context;
  const named = await Promise.all(
    params.reports.map((folder) => openReport(resolve(pipelineDirectory, folder))),
  );
  const artifacts = [...inputs.reports, ...named];
  if (artifacts.length < 2) {
    throw new UserError({
      code: 'report/nothing-to-compare',
      what: `stage ${context.instance}`,
      expected: 'two reports or more',
      received: String(artifacts.length),
      remedy: 'connect input reports, or list folders in the parameter reports',
    });
  }
  const reports = await readReports(artifacts, output);
  const { title } = params;
  const document = {
    title,
    lede: [`${reports.length} reports side by side: `, ...listOfLinks(linksOf(reports)), '.'],
    badges: reports.map(({ detail }) => detail),
    sections: [...compareSections(reports, await loadPlotter()), provenance(reports)],
  };
  const data = {
    schemaVersion: 1,
    title,
    reports: reports.map(({ label, href, artifact, data: compared }) => ({
      label,
      href,
      identity: artifact.identity,
      report: compared,
    })),
  };
  await writeReport(output, { document, data, errorTable: compareTable(title, reports) });
  return { reports: reports.length };
}

async function openReport(directory: string): Promise<Artifact> {
  const artifact = await openVerified(directory);
  if (artifact.manifest.type === 'report') return artifact;
  throw new UserError({
    code: 'report/not-comparable',
    what: `artifact ${directory}`,
    expected: 'a report',
    received: artifact.manifest.type,
    remedy: 'name the folder of a report, e.g. ../../artifacts/<pipeline>/report',
  });
}

function linksOf(reports: readonly ComparedReport[]) {
  return reports.map(({ label, href }) => ({ text: label, href }));
}

function provenance(reports: readonly ComparedReport[]): Section {
  return {
    id: 'provenance',
    title: 'Provenance',
    blocks: [
      {
        kind: 'table',
        id: 'reports',
        caption: 'Reports compared',
        corner: 'Report',
        columns: [
          { label: 'What was measured', text: true },
          { label: 'Data', text: true },
          { label: 'Identity', text: true },
        ],
        rows: reports.map(({ label, detail, href, artifact, data }) => ({
          header: label,
          cells: [
            { text: detail },
            { text: [...new Set(data.subjects.map(({ dataset }) => dataset))].join('; ') },
            { text: artifact.identity.slice(0, 12), href },
          ],
        })),
        note: ['Data and training are in the reports themselves.'],
      },
    ],
  };
}

function compareTable(title: string, reports: readonly ComparedReport[]): string {
  const rows = compareRows(reports).map(({ name, detail, cells }) => [
    `${name} (${detail})`,
    ...cells.map((cell) =>
      cell === undefined ? '-' : `${percent(cell.error)} (${percentRange(cellSpread(cell))})`,
    ),
  ]);
  return `${title}\n\n${textTable(['training / testing', ...reports.map(({ label }) => label)], rows)}\n`;
}
