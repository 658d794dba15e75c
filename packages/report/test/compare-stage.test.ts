import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseHTML } from 'linkedom';
import type { Artifact } from '@batchmates/artifact';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareStage } from '../src/index.ts';
import { simulatePipeline } from '../src/testing/index.ts';
import { temporaryFolder } from '@batchmates/stage/testing';
import { unlinkedTables } from './fixtures/unlinked-tables.ts';
import { makeComparison, makeReport } from './fixtures/make-report.ts';

let root: string;
let reports: Artifact[];
let results: readonly Artifact[];

beforeAll(async () => {
  root = await temporaryFolder();
  reports = [];
  for (const [name, network, classes] of [
    ['r20', 'cifar-resnet-20', 10],
    ['r44', 'cifar-resnet-44', 10],
    ['in50', 'imagenet-resnet-34', 50],
  ] as const) {
    const directory = join(root, 'artifacts', name);
    const classNames = Array.from({ length: classes }, (_, index) => `class ${index}`);
    const made = await simulatePipeline({ directory, network, classNames, images: 200 });
    results = made.results;
    reports.push(
      await makeReport({
        inputs: { results: made.results, checkpoints: made.checkpoints },
        params: { title: name },
        directory: join(directory, 'report'),
        pipelineDirectory: join(root, 'pipelines', name),
      }),
    );
  }
});

function compare(inputs: readonly Artifact[], folders: readonly string[]): Promise<Artifact> {
  return makeComparison({
    inputs: { reports: inputs },
    params: { reports: folders },
    directory: join(root, 'artifacts/compare/compare'),
    pipelineDirectory: join(root, 'pipelines/compare'),
  });
}

describe('report/compare', () => {
  it('sets connected reports and named folders side by side, with the paper’s numbers of each', async () => {
    const artifact = await compare(reports.slice(0, 1), [
      '../../artifacts/r44/report',
      '../../artifacts/in50/report',
    ]);
    const { document } = parseHTML(await readFile(join(artifact.directory, 'report.html'), 'utf8'));
    const columns = [...document.querySelectorAll('#paper-form thead th')]
      .slice(1)
      .map((cell) => cell.childNodes[0]?.textContent);
    expect(columns).toEqual(['r20', 'r44', 'in50']);
    const balanced = [
      ...(document.querySelectorAll('#paper-form tbody tr')[2]?.querySelectorAll('td') ?? []),
    ];
    expect(balanced.map((cell) => /paper: [\d.]+/.exec(cell.textContent)?.[0])).toEqual([
      'paper: 0.97',
      'paper: 0.69',
      // Fifty classes, and not of ImageNet.
      undefined,
    ]);
    expect([...document.querySelectorAll('figure')].map(({ id }) => id)).toEqual([
      'figure-compared',
      'figure-curves-0',
      'figure-curves-1',
      'figure-curves-2',
    ]);
    expect(unlinkedTables(document)).toEqual([]);
    for (const link of document.querySelectorAll('main a')) {
      await readFile(resolve(artifact.directory, link.getAttribute('href') ?? ''));
    }
    expect(await readFile(join(artifact.directory, 'table.txt'), 'utf8')).toContain(
      'Balanced / balanced batches',
    );
  });

  it('finds the tables of a report on many classes linked as well', async () => {
    for (const { directory } of reports) {
      const { document } = parseHTML(await readFile(join(directory, 'report.html'), 'utf8'));
      expect(unlinkedTables(document)).toEqual([]);
    }
  });

  it('declares the named folders as cache inputs', () => {
    const place = { pipelineDirectory: join(root, 'pipelines/compare') };
    const sources = compareStage.sources?.(
      compareStage.params.parse({ reports: ['../../artifacts/r44/report'] }),
      place,
    );
    expect(sources).toEqual([join(root, 'artifacts/r44/report/artifact.json')]);
  });

  it('asks for two reports', async () => {
    await expect(compare(reports.slice(0, 1), [])).rejects.toThrow(
      /compare: expected two reports or more, received 1/,
    );
  });

  it('says which folder holds no report', async () => {
    await expect(compare(reports, ['../../artifacts/r56/report'])).rejects.toThrow(
      /no artifact in .*r56.report: expected a file artifact.json/,
    );
    await expect(
      compare(reports, [join('../../artifacts/in50', results[0]?.manifest.instance ?? '')]),
    ).rejects.toThrow(/expected a report, received results/);
  });

  it('refuses a comparison of comparisons', async () => {
    const comparison = await compare(reports.slice(0, 2), []);
    await expect(
      makeComparison({
        inputs: { reports: [comparison, ...reports] },
        directory: join(root, 'artifacts/compare/again'),
      }),
    ).rejects.toThrow(
      /expected a report that stage report\/report wrote, received one of stage report\/compare/,
    );
  });
});
