import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { writeArtifact, type Artifact } from '@batchmates/artifact';
import { defineMetric } from '@batchmates/metrics';
import { readResults, tally, writeResults, type CirculateFacts } from '@batchmates/results';
import { beforeAll, describe, expect, it } from 'vitest';
import { reportDataSchema } from '../src/index.ts';
import { simulatePipeline, type SimulatedPipeline } from '../src/testing/index.ts';
import { temporaryFolder } from '@batchmates/stage/testing';
import { artifactBehind, unlinkedTables } from './fixtures/unlinked-tables.ts';
import { makeReport } from './fixtures/make-report.ts';

let root: string;
let pipeline: SimulatedPipeline;

beforeAll(async () => {
  root = await temporaryFolder();
  pipeline = await simulatePipeline({
    directory: join(root, 'artifacts/seeds'),
    seeds: [0, 1, 2],
    images: 500,
  });
});

async function reportOn(results: readonly Artifact[], checkpoints: readonly Artifact[] = []) {
  const directory = join(root, 'artifacts/seeds/report');
  const artifact = await makeReport({ inputs: { results, checkpoints }, directory });
  const read = (file: string) => readFile(join(artifact.directory, file), 'utf8');
  const { document } = parseHTML(await read('report.html'));
  return {
    data: reportDataSchema.parse(JSON.parse(await read('report.json'))),
    document,
    directory,
    table: await read('table.txt'),
    sections: [...document.querySelectorAll('section')].map(({ id }) => id),
  };
}

const named = (pattern: RegExp) => pipeline.results.filter(({ manifest }) => pattern.test(manifest.instance));

async function errorBehind(directory: string, link: Element): Promise<number> {
  const { ownerDocument } = link;
  const folder = artifactBehind(ownerDocument, directory, link.getAttribute('href') ?? '');
  const { predictions } = await readResults(folder);
  return tally(await predictions()).error;
}

describe('a report on less than everything', () => {
  it('makes do with a single evaluation', async () => {
    const { data, sections } = await reportOn(named(/^evaluate\.balanced\.0\.balanced$/));
    expect(data.cells).toHaveLength(1);
    expect(sections).toEqual(['result', 'paper', 'classes', 'reliability', 'provenance']);
  });

  it('leaves holes where nothing was measured', async () => {
    const { document, table } = await reportOn(
      named(/^evaluate\.(balanced\.0\.balanced|standard\.0\.random)$/),
    );
    const cells = [...document.querySelectorAll('#error-table td')].map((cell) => cell.textContent);
    expect(cells.filter((text) => text === '–')).toHaveLength(2);
    expect(table).toMatch(/ -$/m);
  });

  it('shows pseudo-labels alone, or circulation alone', async () => {
    expect((await reportOn(named(/^pseudo-label/))).sections).toEqual(['pseudo-labels', 'provenance']);
    expect((await reportOn(named(/^circulate/))).sections).toEqual(['circulate', 'provenance']);
  });

  it('says of circulation what chance would give, and how probable as much by chance is', async () => {
    const { document } = await reportOn(named(/^circulate/).slice(0, 1));
    const section = document.querySelector('#circulate')!;
    const plain = (element: Element) => element.textContent.replaceAll(/\s/g, ' ');
    const text = plain(section);
    // Of 900 answers in nine other places each 60 weak and 640 strong ones were the own class: (900 - 60) / 900 / 9 and so on.
    expect(text).toContain('; 10.4 % would be chance, p ≤ 10⁻⁹), ');
    expect(text).toContain('in 24.4 % (3.2 % would be chance, p ≤ 10⁻⁹). ');
    expect(text).toContain('one each (2.0 % would be chance).');
    expect(text).toContain('were one of the two missing classes, 20.0 % by chance.');
    const cells = [...section.querySelectorAll('[id^="circulate-answers"] td')].map(plain);
    expect(cells.filter((cell) => cell.includes('p ≤ 10⁻⁹'))).toEqual([
      expect.stringMatching(/^10\.4 %/),
      expect.stringMatching(/^3\.2 %/),
    ]);
  });

  it('says why there was nothing to circulate through', async () => {
    const [circulated] = named(/^circulate/);
    const { facts } = await readResults(circulated!.directory);
    const reason =
      'a confident balanced batch: expected an image of every class, received none of class "cat"';
    const unsure = await writeArtifact(
      { directory: join(root, 'artifacts/seeds/circulate.unsure'), manifest: circulated!.manifest },
      (folder) =>
        writeResults(folder, {
          facts: { ...(facts as CirculateFacts), batches: 0, grids: 0, unsure: reason },
          grids: { grids: [], thumbnails: {} },
        }),
    );
    const { document, data } = await reportOn([unsure]);
    expect(data.circulations).toEqual([]);
    const text = document.querySelector('#circulate')?.textContent ?? '';
    expect(text).toContain('There was no batch through which a probe could be circulated.');
    expect(text).toContain(`A${reason.slice(1)}.`);
    expect(document.querySelectorAll('#circulate figure, #circulate table')).toHaveLength(0);
  });

  it('draws curves when there are checkpoints and no result but one', async () => {
    const { data, sections } = await reportOn(named(/^assignment\.standard\.0$/), pipeline.checkpoints);
    expect(sections).toContain('curves');
    expect(
      data.curves.every(({ points }) => points.every(({ low, error, high }) => low < error && error < high)),
    ).toBe(true);
  });
});

describe('a report over seeds', () => {
  it('gives mean, standard deviation and every run', async () => {
    const { data, document, table } = await reportOn(pipeline.results, pipeline.checkpoints);
    expect(data.cells).toHaveLength(12);
    for (const { runs, error, deviation, interval } of data.cells) {
      expect(runs.map(({ trainingSeed }) => trainingSeed)).toEqual([0, 1, 2]);
      const errors = runs.map((run) => run.error);
      const mean = errors.reduce((sum, each) => sum + each, 0) / 3;
      expect(error).toBeCloseTo(mean, 12);
      expect(deviation).toBeCloseTo(
        Math.sqrt(errors.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 2),
        12,
      );
      expect(interval).toBeUndefined();
    }
    expect(document.querySelectorAll('#runs-table tbody tr')).toHaveLength(36);
    expect(document.querySelector('#error-table td')?.textContent).toContain('3 runs');
    expect(table).toContain('+- ');
  });

  it('links every mean to all the runs behind it', async () => {
    const { document, directory } = await reportOn(pipeline.results, pipeline.checkpoints);
    expect(unlinkedTables(document)).toEqual([]);
    for (const id of ['error-table', 'figure-errors-numbers', 'paper-table', 'reductions']) {
      const cells = [...document.querySelectorAll(`#${id} td`)].filter((cell) => cell.querySelector('a'));
      expect(cells.length, id).toBeGreaterThan(3);
      for (const cell of cells) {
        const links = [...cell.querySelectorAll('a')];
        expect(links.map((link) => link.textContent)).toEqual(['seed 0', 'seed 1', 'seed 2']);
        const errors = await Promise.all(links.map((link) => errorBehind(directory, link)));
        const mean = errors.reduce((sum, error) => sum + error, 0) / 3;
        expect(cell.textContent).toContain(`${(100 * mean).toFixed(2)}\u00a0%`);
      }
    }
  });

  it('compares all seeds of two cells at once', async () => {
    const { document } = await reportOn(pipeline.results);
    const headers = (table: string) =>
      [...document.querySelectorAll(`${table} tbody th small`)].map((detail) => detail.textContent);
    // Two arms with five rivals of the standard test each, and six tests of the second arm against the first.
    expect(headers('#paired-tests')).toEqual(Array(10).fill('differ in protocol, 3 seeds'));
    expect(headers('#paired-arms')).toEqual(Array(6).fill('differ in batching, 3 seeds'));
  });
});

describe('a report on two networks', () => {
  it('compares each with the experiment of the paper it answers to', async () => {
    const directory = join(root, 'artifacts/two');
    const small = await simulatePipeline({ directory, images: 200 });
    const large = await simulatePipeline({
      directory: join(directory, 'large'),
      images: 200,
      network: 'cifar-resnet-44',
    });
    const { data, document, table } = await reportOn([...small.results, ...large.results]);
    expect(data.arms.map(({ label }) => label)).toEqual([
      'Standard, cifar-resnet-20',
      'Standard, cifar-resnet-44',
      'Balanced, cifar-resnet-20',
      'Balanced, cifar-resnet-44',
    ]);
    const captions = [...document.querySelectorAll('#paper caption')].map((caption) => caption.textContent);
    expect(captions.filter((caption) => /paper’s Table 2: cifar-resnet-(20|44)/.test(caption))).toHaveLength(
      2,
    );
    for (const printed of ['paper 4.45', 'paper 0.97', 'paper 3.89', 'paper 0.69'])
      expect(table).toContain(printed);
  });
});

describe('a report on two precisions', () => {
  it('says which of them every table beside the paper is about', async () => {
    const directory = join(root, 'artifacts/precisions');
    const both = await Promise.all(
      (['f32', 'bf16'] as const).map((precision) =>
        simulatePipeline({ directory: join(directory, precision), images: 200, precision }),
      ),
    );
    const { document } = await reportOn(both.flatMap(({ results }) => results));
    const captions = [...document.querySelectorAll('#paper caption')].map((caption) => caption.textContent);
    for (const table of [/paper’s Table 2/, /What differs/, /Relative error reduction/]) {
      const labels = captions
        .filter((caption) => table.test(caption))
        .map((caption) => caption.split(': ')[1]);
      expect(labels.toSorted()).toEqual(['bf16', 'f32']);
    }
    expect(new Set(captions).size).toBe(captions.length);
  });
});

describe('a report on strategies and protocols of somebody else', () => {
  it('has the columns, curves and comparisons of the built-in ones, for it goes by what they declare', async () => {
    const directory = join(root, 'artifacts/renamed');
    const ours = await simulatePipeline({ directory: join(directory, 'ours'), images: 200 });
    const theirs = await simulatePipeline({
      directory: join(directory, 'theirs'),
      images: 200,
      rename: (name) => `their-${name}`,
    });
    const [one, other] = [
      await reportOn(ours.results, ours.checkpoints),
      await reportOn(theirs.results, theirs.checkpoints),
    ];
    expect(other.sections).toEqual(one.sections);
    expect(
      other.data.cells.map(({ error, published, paperError }) => ({ error, published, paperError })),
    ).toEqual(one.data.cells.map(({ error, published, paperError }) => ({ error, published, paperError })));
    expect(other.data.reductions).toEqual(one.data.reductions);
    expect(other.data.tests.map(({ label }) => label)).toEqual(one.data.tests.map(({ label }) => label));
    expect(other.data.curves.map(({ points }) => points)).toEqual(
      one.data.curves.map(({ points }) => points),
    );
    expect(other.data.arms.map(({ label }) => label)).toEqual(['Their-standard', 'Their-balanced']);
  });
});

it('names a metric that fails, and where', async () => {
  const metric = defineMetric({
    name: 'broken',
    label: 'Broken',
    summary: 'fails',
    compute: (): number => {
      throw new Error('no such thing');
    },
    format: String,
  });
  const made = makeReport({
    inputs: { results: named(/^evaluate\.balanced\.0\.balanced$/) },
    params: { metrics: ['broken'] },
    metrics: [metric],
    directory: join(root, 'artifacts/broken/report'),
  });
  await expect(made).rejects.toThrow(
    /^metric "broken" of evaluate.balanced.0.balanced failed: no such thing; look at .*partial-inputs/,
  );
});
