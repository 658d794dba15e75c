import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeArtifact, type Artifact } from '@batchmates/artifact';
import { temporaryFolder } from '@batchmates/stage/testing';
import { expect, test } from 'vitest';
import { readReports } from '../../src/compare/compared-report.ts';
import { linkTo } from '../../src/evidence/evidence.ts';
import type { ReportData } from '../../src/index.ts';

const nothing: Omit<ReportData, 'title' | 'schemaVersion'> = {
  ...{ subjects: [], arms: [], tests: [], cells: [], curves: [], reductions: [] },
  ...{ comparisons: [], pseudoLabels: [], circulations: [] },
};

/** A report of such a stage, title and version in a folder. */
function reportIn(
  directory: string,
  { title = 'Letters', schemaVersion = 3, stage = 'report/report' },
): Promise<Artifact> {
  const manifest = { type: 'report', stage, instance: 'report', variant: {}, params: {}, inputs: {} };
  const text = JSON.stringify({ ...nothing, title, schemaVersion });
  return writeArtifact({ directory, manifest }, (folder) => writeFile(join(folder, 'report.json'), text));
}

test('reports are linked by their folders, whatever these are called, and named by title and, where it repeats, folder', async () => {
  const root = await temporaryFolder();
  const reports = await readReports(
    [
      await reportIn(join(root, 'a b', 'report'), {}),
      await reportIn(join(root, 'c#1', 'report'), {}),
      await reportIn(join(root, 'd', 'report'), { title: 'Digits' }),
    ],
    join(root, 'compared', 'page'),
  );
  expect(reports.map(({ label, href }) => [label, href])).toEqual([
    ['Letters (a b/report)', '../../a%20b/report/report.html'],
    ['Letters (c#1/report)', '../../c%231/report/report.html'],
    ['Digits', '../../d/report/report.html'],
  ]);
  const source = { artifact: reports[0]!.artifact, folder: '../a b/c#1' };
  expect(linkTo(source, 'table 1.csv')).toBe('../a%20b/c%231/table%201.csv');
});

test.each([
  [
    'report/report',
    'expected one of this version of Batchmates, received one of another; make it anew: npx batchmates run-all x.report',
  ],
  [
    'report/compare',
    'expected a report that stage report/report wrote, received one of stage report/compare; name the reports themselves',
  ],
])(
  'an old report says how to make it anew, and a comparison what to name: of stage %s',
  async (stage, message) => {
    const directory = join(await temporaryFolder(), 'x', 'report');
    const artifact = await reportIn(directory, { schemaVersion: 2, stage });
    await expect(readReports([artifact], directory)).rejects.toMatchObject({
      code: 'report/not-comparable',
      message: `report ${directory}: ${message}`,
    });
  },
);
