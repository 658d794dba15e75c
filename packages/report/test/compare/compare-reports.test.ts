import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import type { ProtocolFacts } from '@batchmates/results';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, test } from 'vitest';
import { compareReports } from '../../src/index.ts';
import { runExperiments, type Experiment } from '../fixtures/experiment.ts';
import { tests } from '../fixtures/known-results.ts';
import { makeReport } from '../fixtures/make-report.ts';

/** Reports of experiments, by the folders that they stand in. */
async function reportsOn(named: Readonly<Record<string, readonly Experiment[]>>): Promise<Artifact[]> {
  const root = await temporaryFolder();
  return Promise.all(
    Object.entries(named).map(async ([name, experiments]) =>
      makeReport({
        inputs: { results: await runExperiments(join(root, 'results', name), experiments) },
        params: { title: 'Letters' },
        directory: join(root, name, 'report'),
      }),
    ),
  );
}

/** The heading and the rows of a comparison, an entry for each report; details stand behind ` | `. */
async function compared(named: Readonly<Record<string, readonly Experiment[]>>) {
  const text = await compareReports(await reportsOn(named), { title: 'Side by side' });
  const body = text.slice(text.indexOf('\n\n') + 2).replaceAll('\u00a0', ' ');
  const [heading = '', rows = ''] = body.split(/\n─+\n/);
  return {
    text,
    heading: heading.replaceAll(/\s+/g, ' '),
    rows: rows
      .trimEnd()
      .split('\n\n')
      .map((row) => {
        const lines = row.split('\n').map((line) => line.split(/(?<=\S) {2,}/));
        // What a row is called begins its lines; the way of testing is set in.
        const name = lines.map(([start = '']) => start).join(' ');
        return [name.replace(/ {3}/, ' | ').replaceAll(/ {2,}/g, ' '), ...lines[0]!.slice(1)];
      }),
  };
}

/** The first so many of 40 images are answered wrongly: 2.5 % each. */
const wrong = (count: number) => Array.from({ length: count }, (_, index) => index);

const balancedTest = (samplesPerClass: number): ProtocolFacts => ({
  ...tests.balanced,
  options: { samplesPerClass },
  composition: { kind: 'balanced', samplesPerClass, classesPerBatch: 10 },
});

describe('reports side by side', () => {
  test('a single run stands in the row of its batch size beside a sweep', async () => {
    const inBatches = (samplesPerClass: number, count: number): Experiment => ({
      train: { batchSize: 10 * samplesPerClass, batching: { kind: 'balanced', samplesPerClass } },
      protocol: balancedTest(samplesPerClass),
      wrong: wrong(count),
    });
    const { rows } = await compared({
      single: [inBatches(1, 1)],
      sweep: [inBatches(1, 2), inBatches(2, 4), inBatches(4, 8)],
    });
    expect(rows).toEqual([
      ['Balanced, batch size 10 / balanced batches | batch statistics, batches of 10', '2.50 %', '5.00 %'],
      [
        'Balanced (2 per class), batch size 20 / balanced batches | batch statistics, batches of 20',
        '-',
        '10.00 %',
      ],
      [
        'Balanced (4 per class), batch size 40 / balanced batches | batch statistics, batches of 40',
        '-',
        '20.00 %',
      ],
    ]);
  });

  test('a size that was asked for is the size that follows from the classes', async () => {
    const random = (options: Readonly<Record<string, number>>, count: number): Experiment => ({
      protocol: { ...tests.random, options },
      wrong: wrong(count),
    });
    const { rows } = await compared({
      single: [random({}, 1)],
      sweep: [random({ batchSize: 10 }, 2), random({ batchSize: 20 }, 3)],
    });
    expect(rows).toEqual([
      ['Standard / random batches | batch statistics, batches of 10', '2.50 %', '5.00 %'],
      ['Standard / random batches | batch statistics, batches of 20', '-', '7.50 %'],
    ]);
  });

  test('balanced batches of all classes are one row, however many classes there are', async () => {
    const { rows, heading } = await compared({
      ten: [{ train: { batchSize: 10 }, protocol: tests.balanced, wrong: wrong(1) }],
      four: [
        {
          train: { batchSize: 4 },
          protocol: { ...tests.balanced, composition: { ...tests.balanced.composition, classesPerBatch: 4 } },
          classes: 4,
          wrong: wrong(2),
        },
      ],
    });
    expect(rows).toEqual([['Standard / balanced batches | batch statistics', '2.50 %', '5.00 %']]);
    expect(heading).toMatch(/batch size 10 4$/);
  });

  test('tests that are not the same are rows of their own', async () => {
    const views = (name: string, count: number) => ({ name, count });
    const { rows } = await compared({
      one: [{ views: views('centre', 1), wrong: wrong(1) }],
      ten: [{ views: views('ten crops', 10), wrong: wrong(2) }],
    });
    expect(rows.map(([name]) => name)).toEqual([
      'Standard / standard | population statistics, centre (1 view)',
      'Standard / standard | population statistics, ten crops (10 views)',
    ]);
    expect(rows.map(([, ...errors]) => errors)).toEqual([
      ['2.50 %', '-'],
      ['-', '5.00 %'],
    ]);
  });

  test('what all training of a report has, and that of the others not, heads its column', async () => {
    const { rows, heading } = await compared({
      slow: [{ train: { learningRate: 0.05, crop: 36 }, wrong: wrong(1) }],
      fast: [{ train: { learningRate: 0.05, crop: 40 }, wrong: wrong(2) }],
    });
    expect(rows).toEqual([['Standard / standard | population statistics', '2.50 %', '5.00 %']]);
    expect(heading).toMatch(/crop 36.*crop 40|crop 40.*crop 36/);
    expect(heading).not.toContain('learning rate 0.05');
  });

  test('reports of one title are told apart by the ends of their folders', async () => {
    const { text } = await compared({ 'mine/kept': [{ wrong: [] }], 'theirs/kept': [{ wrong: [] }] });
    expect(text).toContain('mine/kept/report');
    expect(text).toContain('theirs/kept/report');
  });

  test('the page is written where it is asked for, with links from where it will lie', async () => {
    const reports = await reportsOn({ a: [{ wrong: wrong(1) }], b: [{ wrong: wrong(2) }] });
    const output = await temporaryFolder();
    const folder = join(reports[0]!.directory, '../../compared');
    const table = await compareReports(reports, { title: 'Two', page: { output, folder } });
    expect((await readdir(output)).toSorted()).toEqual(
      ['figures', 'report.html', 'report.json', 'report.md', 'table.txt', 'tables', 'tables.tex'].toSorted(),
    );
    expect(await readFile(join(output, 'table.txt'), 'utf8')).toBe(table);
    expect(await readFile(join(output, 'report.md'), 'utf8')).toContain('](../a/report/report.html)');
  });

  test('refuses the same report twice', async () => {
    const [report] = await reportsOn({ a: [{ wrong: [] }] });
    await expect(compareReports([report!, report!], { title: 'Twice' })).rejects.toThrow(
      /expected each report once, received .*report twice/,
    );
  });
});
