import { existsSync } from 'node:fs';
import { cp, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { reportDataSchema, reportStage, type ReportData } from '@batchmates/report';
import { simulatePipeline } from '@batchmates/report/testing';
import { runStage } from '@batchmates/stage/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { createMetricRegistry } from '../src/registry/metrics.ts';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../src/testing/index.ts';

const pipeline = (name: string, reports: string) => `name: ${name}
stages:
  glyphs: { uses: ingestion/glyphs }
  train: { uses: trainer/train, in: { dataset: glyphs }, with: { network: cifar-resnet-8, batching: balanced, epochs: 1 } }
  evaluate: { uses: evaluator/evaluate, in: { checkpoint: train, dataset: glyphs }, with: { protocol: balanced } }
${reports}`;

const report = '  report: { uses: report/report, in: { results: evaluate } }\n';
const several = `  report:
    uses: report/report
    in: { results: evaluate }
    matrix: { title: [one, two] }
    with: { title: '\${title}' }
`;

let workspace: TemporaryWorkspace;

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  for (const [name, reports] of [
    ['first', report],
    ['second', report],
    ['unmade', report],
    ['several', several],
    ['without', ''],
  ] as const)
    await workspace.write(`pipelines/${name}/pipeline.yaml`, pipeline(name, reports));
  for (const [name, hardness] of [
    ['first', 1],
    ['second', 2],
  ] as const) {
    const directory = join(workspace.root, 'artifacts', name);
    const inputs = { ...(await simulatePipeline({ directory, hardness, images: 200 })), datasets: [] };
    const services = { metrics: createMetricRegistry() };
    await runStage(reportStage, { inputs, services, directory: join(directory, 'report') });
  }
  await cp(join(workspace.root, 'artifacts/first'), join(workspace.root, 'kept/first'), { recursive: true });
});

const compare = (...args: readonly string[]) => workspace.batchmates(['compare', ...args]);

/** The error of standard training and testing with population statistics, as a table writes it. */
async function standardError(name: string): Promise<string> {
  const data: ReportData = reportDataSchema.parse(
    JSON.parse(await workspace.read(`artifacts/${name}/report/report.json`)),
  );
  const test = data.tests.findIndex(
    ({ protocol, statistics }) => protocol + statistics === 'standardpopulation',
  );
  const cell = data.cells.find((each) => each.arm === 0 && each.test === test);
  return `${(100 * cell!.error).toFixed(2)} %`;
}

describe('batchmates compare', () => {
  it.each([
    ['pipelines', ['first', 'second']],
    ['reports as Nx names them', ['first.report', 'second.report']],
    ['folders and files', ['artifacts/first/report', 'artifacts/second/report/artifact.json']],
    ['folders of artifacts', ['kept/first', 'artifacts/second']],
  ])('prints the table of %s', async (_, names) => {
    const { code, stdout, stderr } = await compare(...names);
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.replaceAll('\u00a0', ' ').split('\n');
    const row = lines.findIndex((line) => line.trim().startsWith('population statistics'));
    expect(lines[row - 1]!.trim().split(/ {2,}/)).toEqual([
      'Standard / standard',
      await standardError('first'),
      await standardError('second'),
    ]);
  });

  it('sets a pipeline beside a copy of it, and tells them apart by their folders', async () => {
    const { code, stdout } = await compare('first', 'kept/first', 'second');
    expect(code).toBe(0);
    expect(stdout).toContain('kept/first/report');
    expect(stdout).toContain('artifacts/first/');
  });

  it('writes the page with links to the reports, and prints the table all the same', async () => {
    const { code, stdout } = await compare('first', 'second', '--output', 'out/compared');
    expect(code).toBe(0);
    expect(stdout.trimEnd()).toMatch(/\n\nThe comparison, with figures: out\/compared\/report\.html$/);
    const page = await workspace.read('out/compared/report.html');
    expect(page).toContain('href="../../artifacts/second/report/report.html"');
    expect(await workspace.read('out/compared/table.txt')).toBe(
      stdout.slice(0, stdout.lastIndexOf('\n\n') + 1),
    );
    expect(await readdir(join(workspace.root, 'out'))).toEqual(['compared']);
  });

  it('writes into no folder that holds something', async () => {
    await workspace.write('full/mine.txt', 'mine');
    const { code, stderr } = await compare('first', 'second', '--output', 'full');
    expect([code, stderr]).toEqual([
      1,
      'batchmates: option --output full: expected a folder that is empty or not there yet, received one with mine.txt; name another one\n',
    ]);
    expect(await readdir(join(workspace.root, 'full'))).toEqual(['mine.txt']);
  });

  it.each([
    [
      'a pipeline that has not run',
      ['first', 'unmade'],
      /^batchmates: unmade: expected a report of an earlier run, received none yet; run npx batchmates run-all unmade\.report\n$/,
    ],
    [
      'a folder that is not there',
      ['first', 'artifacts/unmade/report'],
      /^batchmates: artifacts\/unmade\/report: .* received none yet; run npx batchmates run-all unmade\.report\n$/,
    ],
    [
      'a path that leads nowhere',
      ['first', './nowhere'],
      /^batchmates: \.\/nowhere: expected a report, received no such file or folder; name its pipeline, /,
    ],
    ['a file', ['first', 'package.json'], /^batchmates: package\.json: expected a report, received a file; /],
    [
      'an artifact of another type',
      ['first', 'second.train.balanced'],
      /^batchmates: second\.train\.balanced: expected a report, received checkpoint; /,
    ],
    [
      'a folder without a report',
      ['first', 'pipelines'],
      /^batchmates: pipelines: expected a report, received none in this folder; /,
    ],
    [
      'a pipeline without a report',
      ['first', 'without'],
      /^batchmates: without: expected a report, received a pipeline without one; /,
    ],
    [
      'two names that are none, both at once',
      ['frist', 'secnd'],
      /^batchmates: no pipeline "frist": .*; did you mean "first"\?\nbatchmates: no pipeline "secnd": .*\n$/,
    ],
    [
      'one report twice',
      ['first', 'first.report'],
      /^batchmates: .*expected each report once, received .* twice\n$/,
    ],
    ['one report alone', ['first'], /^batchmates: missing required argument 'other'\n$/],
  ])('answers %s with a line and its remedy', async (_, names, message) => {
    const { code, stdout, stderr } = await compare(...names, '--output', 'none');
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([1, '']);
    expect(existsSync(join(workspace.root, 'none'))).toBe(false);
  });

  it('asks which of several reports is meant', async () => {
    const made = join(workspace.root, 'artifacts/first/report');
    await cp(made, join(workspace.root, 'artifacts/several/report.one'), { recursive: true });
    const { stderr } = await compare('first', 'several');
    expect(stderr).toBe(
      'batchmates: several: expected one report, received several.report.one, several.report.two; name one of them\n',
    );
    expect((await compare('first', 'several.report.one')).code).toBe(0);
  });

  it('refuses a damaged report, and names the command that makes it again', async () => {
    const file = join(workspace.root, 'artifacts/second/report/report.json');
    await workspace.edit('artifacts/second/report/report.json', '"classes": 10', '"classes": 20');
    const { code, stderr } = await compare('first', 'second', '--output', 'none');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^batchmates: .*second\/report\/report\.json: expected sha256 .*; remake it: npx batchmates run-all second\.report\n$/,
    );
    expect(await readFile(file, 'utf8')).toContain('"classes": 20');
    expect((await readdir(workspace.root)).filter((name) => /none|partial/.test(name))).toEqual([]);
  });
});
