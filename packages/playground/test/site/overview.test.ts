import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import { runStage } from '@batchmates/stage/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { siteStage } from '../../src/index.ts';
import { makeReport } from '../fixtures/make-report.ts';
import { trainedNetworks, type TrainedNetworks } from '../fixtures/trained-networks.ts';

const HOSTILE = '</title><script>alert(1)</script>';

let trained: TrainedNetworks;
let report: Artifact;
let site: Artifact;

beforeAll(async () => {
  trained = await trainedNetworks();
  report = await makeReport(HOSTILE);
  site = (await runStage(siteStage, { inputs: { ...trained.artifacts, report }, params: { title: HOSTILE } }))
    .artifact;
});

const read = (path: string) => readFile(join(site.directory, path), 'utf8');

/** Where the links of a page of the site lead, but for its own anchors. */
async function linksOf(page: string): Promise<string[]> {
  const found = [...(await read(page)).matchAll(/href="([^"#][^"]*)"/g)].map(([, href]) => href!);
  return found
    .filter((href) => !href.startsWith('data:'))
    .map((href) => join(dirname(page), decodeURIComponent(href)));
}

describe('a site', () => {
  it.each(['index.html', 'report/report.html'])('leads to nothing that it lacks: %s', async (page) => {
    const links = await linksOf(page);
    for (const path of links) expect(existsSync(join(site.directory, path)), path).toBe(true);
  });

  it('leads to the playground, the report, weights, descriptions and records', async () => {
    expect(await linksOf('index.html')).toEqual(
      expect.arrayContaining([
        ...['playground/', 'report/report.html', 'report/report.json'],
        ...['playground/network-1.safetensors', 'artifacts/network-2/checkpoint.json'],
        ...[
          'artifacts/network-1/record.json',
          'artifacts/data-set/record.json',
          'artifacts/report/record.json',
        ],
      ]),
    );
  });

  it('has the report byte by byte, but for its Markdown', async () => {
    const { files } = report.manifest;
    expect(await read('report/report.html')).toBe(
      await readFile(join(report.directory, 'report.html'), 'utf8'),
    );
    const copied = await readdir(join(site.directory, 'report'), { recursive: true });
    expect(copied).not.toContain('report.md');
    expect(files.filter(({ path }) => path.startsWith('tables/')).map(({ path }) => path)).toSatisfy(
      (tables: string[]) => tables.length > 5 && tables.every((path) => copied.includes(path)),
    );
  });

  it('has records whose sha256 is the identity of the artifact', async () => {
    const hash = async (path: string) =>
      createHash('sha256')
        .update(await readFile(join(site.directory, path)))
        .digest('hex');
    expect(await hash('artifacts/report/record.json')).toBe(report.identity);
    expect(await hash('artifacts/data-set/record.json')).toBe(trained.artifacts.dataset.identity);
    for (const [index, { identity }] of trained.artifacts.checkpoints.entries())
      expect(await hash(`artifacts/network-${index + 1}/record.json`)).toBe(identity);
  });

  it('has no images but those of the playground, and nothing about the machine', async () => {
    const files = await readdir(site.directory, { recursive: true });
    expect(files.filter((path) => path.endsWith('.arrow'))).toEqual([]);
    expect(files.filter((path) => path.endsWith('run.json'))).toEqual(['run.json']);
  });

  it('says errors, trainings and classes, and names are no markup', async () => {
    const text = await read('index.html');
    expect(text).toContain('standard, batches of 4, 1 epoch, seed 0, tfjs-wasm in f32');
    expect(text).toContain('4: red, green, blue, grey');
    expect(text).toContain('<table id="errors">');
    expect(text).not.toContain('<script');
    expect(text).toContain('&lt;/title>&lt;script>');
    expect(text).toMatch(
      /http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-/,
    );
  });

  it('refuses a comparison, whose links lead to other pipelines', async () => {
    const comparison = { ...report, manifest: { ...report.manifest, stage: 'report/compare' } };
    await expect(
      runStage(siteStage, { inputs: { ...trained.artifacts, report: comparison }, params: {} }),
    ).rejects.toThrow('expected the report of a pipeline, of report/report, received one of report/compare');
  });

  it('is the same for the same inputs, and one without a report leads to none', async () => {
    const again = await runStage(siteStage, {
      inputs: { ...trained.artifacts, report },
      params: { title: HOSTILE },
    });
    expect(again.artifact.identity).toBe(site.identity);
    const { artifact } = await runStage(siteStage, { inputs: trained.artifacts });
    expect(existsSync(join(artifact.directory, 'report'))).toBe(false);
    expect(await readFile(join(artifact.directory, 'index.html'), 'utf8')).not.toContain('report.html');
  });
});
