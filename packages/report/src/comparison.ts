import { percent } from '@batchmates/metrics';
import type { Artifact } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { spreadText, type Spread } from './analysis/error-cell.ts';
import { loadPlotter } from './charts/plot.ts';
import { compareRows } from './compare/compare-rows.ts';
import { compareSections } from './compare/compare-sections.ts';
import { readReports, type ComparedReport } from './compare/compared-report.ts';
import { listOfLinks, type ReportDocument, type Section } from './document/document.ts';
import { drawTables, wrapText } from './render/text-table.ts';
import { writeReport } from './write-report.ts';

/** Several reports side by side. */
export interface Comparison {
  readonly title: string;
  readonly reports: readonly ComparedReport[];
}

/**
 * Reads the reports to set side by side. Links will lead to them from `folder`. Throws a `UserError`: `report/compared-twice`, or
 * `report/not-comparable` for one that `report/report` did not write, or wrote in an earlier version.
 */
export async function readComparison(
  artifacts: readonly Artifact[],
  { title, folder }: { readonly title: string; readonly folder: string },
): Promise<Comparison> {
  const folders = artifacts.map(({ directory }) => directory);
  const twice = folders.find((each, index) => folders.indexOf(each) !== index);
  if (twice !== undefined) {
    throw new UserError({
      code: 'report/compared-twice',
      what: 'comparison of reports',
      expected: 'each report once',
      received: `${twice} twice`,
    });
  }
  return { title, reports: await readReports(artifacts, folder) };
}

/** The errors of all reports in one table for a terminal, a column for each: each cell the error over its interval. Ends with a newline. */
export function comparisonTable({ title, reports }: Comparison): string {
  const rows = compareRows(reports);
  const corner = ['training / testing'];
  const names = rows.map(({ name, detail }) => [
    ...wrapText(name, 40),
    ...wrapText(detail, 38).map((line) => `  ${line}`),
  ]);
  const columns = reports.map(({ label, detail }, index) => [
    [...wrapText(label, 18), ...wrapText(detail, 18)],
    ...rows.map(({ cells }) => cellLines(cells[index])),
  ]);
  return `${title}: error on test images, 95 % intervals (+-: standard deviation over seeds)\n\n${drawTables([[corner, ...names]], columns)}`;
}

function cellLines(cell: Spread | undefined): string[] {
  return cell === undefined ? ['-'] : [percent(cell.error), spreadText(cell).replace('±', '+-')];
}

/** Writes the page, the tables and the numbers of a comparison into an empty folder. */
export async function writeComparison(output: string, comparison: Comparison): Promise<void> {
  const { title, reports } = comparison;
  const document: ReportDocument = {
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
  await writeReport(output, { document, data, errorTable: comparisonTable(comparison) });
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
