import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../src/testing/index.ts';

const PIPELINE = `name: toy
stages:
  glyphs: { uses: ingestion/glyphs, with: { letters: ABC, trainPerClass: 12, testPerClass: 6 } }
  train:
    uses: trainer/train
    in: { dataset: glyphs }
    with: { network: cifar-resnet-8, width: 4, resolution: 12, epochs: 1 }
  evaluate:
    uses: evaluator/evaluate
    in: { checkpoint: train, dataset: glyphs }
    matrix: { protocol: [balanced, random] }
    with: { protocol: '\${protocol}' }
  pseudo-label:
    uses: evaluator/pseudo-label
    in: { checkpoint: train, dataset: glyphs }
    with: { rounds: 1, statistics: running }
  report: { uses: report/report, in: { results: [evaluate, pseudo-label], checkpoints: train } }
`;

let workspace: TemporaryWorkspace;
const kept = (...path: string[]) => join(workspace.root, 'results/toy', ...path);

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  await workspace.write('pipelines/toy/pipeline.yaml', PIPELINE);
  await workspace.write('pipelines/other/pipeline.yaml', PIPELINE.replace('toy', 'other'));
  expect((await workspace.batchmates(['run-all', 'toy'])).code).toBe(0);
});

describe('batchmates results', () => {
  it('refuses a pipeline that is not finished, and writes nothing', async () => {
    const { code, stderr } = await workspace.batchmates(['results', 'other']);
    expect([code, stderr]).toEqual([
      1,
      'batchmates: results of other: expected all of its stages up to date, received glyphs and 5 more not; run npx batchmates run-all other\n',
    ]);
    expect(existsSync(join(workspace.root, 'results'))).toBe(false);
  });

  it('keeps reports, metrics, the pipeline and how stages were run, and no host, path or raw data', async () => {
    const { code, stdout } = await workspace.batchmates(['results', 'toy']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^results\/toy: \d+ files, \d\.\d MB\nleft out: images, weights, probabilities, and what report\.html has as well \(\d+ files, \d\.\d MB\)\n$/,
    );
    const files = await readdir(kept(), { recursive: true });
    for (const file of [
      'pipeline.yaml',
      'report/report.html',
      'report/report.json',
      'evaluate.random/result.json',
    ])
      expect(files).toContain(file);
    expect(
      files.filter((file) => /\.(arrow|safetensors)$|tables\.tex$|\.csv$|run\.json$/.test(file)),
    ).toEqual([]);
    expect(await readFile(kept('pipeline.yaml'), 'utf8')).toBe(PIPELINE);
    const metrics = JSON.parse(await readFile(kept('evaluate.balanced/metrics.json'), 'utf8')) as object;
    expect(metrics).toMatchObject({ 'error-rate': { images: 18 } });
    expect(metrics).not.toHaveProperty('true-label-error');
    expect(files).not.toContain('pseudo-label/metrics.json');
    const provenance = await readFile(kept('provenance.json'), 'utf8');
    expect(provenance).not.toContain(workspace.root);
    expect(JSON.parse(provenance)).toMatchObject({
      pipeline: 'toy',
      instances: [
        { instance: 'glyphs', params: { letters: 'ABC' } },
        {
          instance: 'train',
          inputs: { dataset: ['glyphs'] },
          run: { machine: { cores: expect.any(Number) as number } },
        },
        {},
        {},
        {},
        { instance: 'report' },
      ],
    });
    expect(provenance).not.toContain(`"name": "${hostname()}"`);
    const markdown = await readFile(kept('report/report.md'), 'utf8');
    expect(markdown).toContain('](../evaluate.random/result.json)');
    const links = [...markdown.matchAll(/\]\((\.\.\/[^)]+)\)/g)].map(([, target]) => kept('report', target!));
    expect(links.filter((target) => !existsSync(target))).toEqual([]);
  });

  it('replaces what it wrote before, and nothing else', async () => {
    await writeFile(kept('old.txt'), 'old');
    expect((await workspace.batchmates(['results', 'toy'])).code).toBe(0);
    expect(existsSync(kept('old.txt'))).toBe(false);
    expect(await readdir(join(workspace.root, 'results'))).toEqual(['toy']);
    const other = join(workspace.root, 'other');
    await mkdir(other);
    await writeFile(join(other, 'mine.txt'), 'mine');
    const { code, stderr } = await workspace.batchmates(['results', 'toy', '--output', other]);
    expect(code).toBe(1);
    expect(stderr).toContain('expected a folder that is empty or not there yet, received one with mine.txt');
    expect(await readdir(other)).toEqual(['mine.txt']);
  });
});
