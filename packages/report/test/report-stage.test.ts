import { access, readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readResults, tally } from '@batchmates/results';
import { parseHTML } from 'linkedom';
import type { Artifact } from '@batchmates/artifact';
import { beforeAll, describe, expect, it } from 'vitest';
import { reportDataSchema } from '../src/index.ts';
import { simulatePipeline, type SimulatedPipeline } from '../src/testing/index.ts';
import { writeDuplicates } from '@batchmates/dataset';
import { temporaryFolder, writeInput } from '@batchmates/stage/testing';
import { artifactBehind, numericTables, unlinkedTables } from './fixtures/unlinked-tables.ts';
import { makeReport } from './fixtures/make-report.ts';

let root: string;
let pipeline: SimulatedPipeline;
let report: Artifact;

const read = (file: string, artifact = report) => readFile(join(artifact.directory, file), 'utf8');

beforeAll(async () => {
  root = await temporaryFolder();
  const directory = join(root, 'artifacts/cifar10-quick');
  pipeline = await simulatePipeline({ directory });
  report = await makeReport({
    inputs: { results: pipeline.results, checkpoints: pipeline.checkpoints },
    params: { title: 'A <b>report</b>' },
    directory: join(directory, 'report'),
  });
});

describe('a report on everything', () => {
  it('has the files a reader expects', async () => {
    const files = await readdir(report.directory);
    expect(files).toEqual(
      expect.arrayContaining(['report.html', 'report.md', 'report.json', 'table.txt', 'figures']),
    );
  });

  it('is the same to the byte when it is made again, whatever the order of its inputs', async () => {
    const again = await makeReport({
      inputs: { results: pipeline.results.toReversed(), checkpoints: pipeline.checkpoints.toReversed() },
      params: { title: 'A <b>report</b>' },
      directory: join(root, 'artifacts/cifar10-quick/report-again'),
    });
    expect(again.manifest.files).toEqual(report.manifest.files);
  });

  it('says that images of its data set are equal, and nothing where none are', async () => {
    const duplicates = {
      testInTrain: 12,
      repeated: { train: 3 },
      contradictory: 0,
      groups: [[{ split: 'train', id: 'a', label: 0 }]],
    };
    const dataset = await writeInput('dataset', (folder) => writeDuplicates(folder, duplicates));
    const told = await makeReport({
      inputs: { results: pipeline.results, datasets: [dataset] },
      directory: join(root, 'artifacts/cifar10-quick/report-duplicates'),
    });
    expect(await read('report.md', told)).toMatch(
      /Duplicates\*\* \| 12 images of test are in train, too; 3 images repeat another one of train/,
    );
    expect(await read('report.md')).not.toContain('Duplicates');
  });

  it('shows every table and figure of the paper', async () => {
    const { document } = parseHTML(await read('report.html'));
    const ids = [...document.querySelectorAll('figure, table')].map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining([
        'error-table',
        'paper-table',
        'reductions',
        'differences',
        'figure-errors',
        'figure-curves',
        'figure-grid-0-0',
        'figure-grid-0-1',
        'figure-grid-0-2',
        'figure-rounds',
        'assignment-table',
        'figure-classes',
        'figure-confusion-0',
        'figure-confusion-1',
        'figure-reliability',
        'paired-tests',
        'facts',
        'artifacts',
      ]),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives every figure a title, a description and its numbers', async () => {
    const { document } = parseHTML(await read('report.html'));
    const figures = [...document.querySelectorAll('figure')];
    expect(figures.length).toBeGreaterThan(8);
    for (const figure of figures) {
      const charts = [...figure.querySelectorAll('svg.chart')];
      expect(charts.map((chart) => chart.getAttribute('class'))).toEqual(['chart wide', 'chart narrow']);
      for (const chart of charts) {
        expect(chart.getAttribute('role')).toBe('img');
        for (const id of chart.getAttribute('aria-labelledby')?.split(' ') ?? []) {
          expect(document.getElementById(id)?.textContent, id).not.toBe('');
        }
      }
      expect(figure.querySelectorAll('details table tbody tr').length, figure.id).toBeGreaterThan(0);
    }
  });

  it('escapes what users wrote', async () => {
    expect(await read('report.html')).toContain('<h1>A &lt;b>report&lt;/b></h1>');
    expect(await read('report.md')).toContain('# A &lt;b>report&lt;/b>');
  });

  it('holds nothing that a browser would fetch', async () => {
    const { document } = parseHTML(await read('report.html'));
    const sources = [...document.querySelectorAll('[src], link[href], image[href], use[href]')].map(
      (element) => element.getAttribute('src') ?? element.getAttribute('href') ?? '',
    );
    expect(sources.filter((source) => !/^(data:|#)/.test(source))).toEqual([]);
    expect(document.querySelectorAll('iframe, object, embed').length).toBe(0);
    const own = await readFile(join(import.meta.dirname, '../src/render/page-script.mjs'), 'utf8');
    expect([...document.querySelectorAll('script')].map((script) => script.textContent)).toEqual([own]);
    expect(await read('report.html')).not.toMatch(/url\((?!#)|@import/);
  });

  it('links every number of the error table to the results it came from', async () => {
    const { document } = parseHTML(await read('report.html'));
    const links = [...document.querySelectorAll('#error-table td a')].map(
      (link) => link.getAttribute('href') ?? '',
    );
    expect(links).toHaveLength(12);
    for (const link of links) {
      const results = await readResults(artifactBehind(document, report.directory, link));
      const { error } = tally(await results.predictions());
      const shown = [...document.querySelectorAll('#error-table td a')].find(
        (each) => each.getAttribute('href') === link,
      );
      expect(shown?.textContent).toBe(`${(100 * error).toFixed(2)}\u00a0%`);
    }
  });

  it('links every other table of numbers to artifacts too, in its rows or in its note', async () => {
    const { document } = parseHTML(await read('report.html'));
    expect(numericTables(document).length).toBeGreaterThan(15);
    expect(unlinkedTables(document)).toEqual([]);
  });

  it('has no dead link, in HTML or in Markdown', async () => {
    const { document } = parseHTML(await read('report.html'));
    const html = [...document.querySelectorAll('a')].map((link) => link.getAttribute('href') ?? '');
    // The page is whole wherever it is mailed.
    expect(html.filter((link) => !link.startsWith('#'))).toEqual([]);
    const markdown = [...(await read('report.md')).matchAll(/\]\(([^)]+)\)/g)].map(
      ([, target = '']) => target,
    );
    for (const link of [...html, ...markdown]) {
      if (link.startsWith('#')) expect(document.getElementById(link.slice(1)), link).not.toBeNull();
      else await access(resolve(report.directory, decodeURIComponent(link)));
    }
  });

  it('keeps its numbers in report.json', async () => {
    const data = reportDataSchema.parse(JSON.parse(await read('report.json')));
    expect(data.arms.map(({ label }) => label)).toEqual(['Standard', 'Balanced']);
    expect(data.tests.map(({ protocol, statistics }) => `${protocol} ${statistics}`)).toEqual([
      'standard running',
      'standard population',
      'random batch',
      'balanced batch',
      'shuffled-balanced batch',
      'assignment population',
    ]);
    expect(data.cells).toHaveLength(12);
    expect(data.curves.map(({ label }) => label)).toEqual([
      'Standard training, standard testing',
      'Balanced training, standard testing',
      'Balanced training, balanced batches',
      'Standard training, balanced batches',
    ]);
    expect(data.cells.flatMap(({ published }) => published ?? [])).toEqual([
      'standard/standard',
      'balanced/standard',
      'balanced/balanced',
      'balanced/shuffled-balanced',
    ]);
  });

  it('prints the error table for a terminal of 100 columns', async () => {
    const table = await read('table.txt');
    const data = reportDataSchema.parse(JSON.parse(await read('report.json')));
    for (const { error } of data.cells) expect(table).toContain(`${(100 * error).toFixed(2)} %`);
    expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(table).toContain('paper 0.97');
  });

  it('writes figures that stand alone', async () => {
    for (const file of await readdir(join(report.directory, 'figures'))) {
      const svg = await readFile(join(report.directory, 'figures', file), 'utf8');
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" role="img"/);
      const { document } = parseHTML(svg);
      for (const use of document.querySelectorAll('use')) {
        expect(document.getElementById((use.getAttribute('href') ?? '').slice(1)), file).not.toBeNull();
      }
    }
  });
});
