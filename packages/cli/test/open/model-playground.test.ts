import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onnxruntimeCandidates } from '@batchmates/engine-onnx';
import { missingBrowser, startBrowser } from '@batchmates/report/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../../src/testing/index.ts';
import { openPipeline, type OpenedPipeline } from './open-pipeline.ts';

const PIPELINE = `
name: tested
stages:
  glyphs:
    uses: ingestion/glyphs
    with: { letters: ABCDE, trainPerClass: 10, testPerClass: 20 }
  model:
    uses: import/onnx
    with: { file: dynamo.onnx, classes: [A, B, C, D, E], crop: 32, resolution: 8 }
  evaluate:
    uses: evaluator/evaluate
    in: { checkpoint: model, dataset: glyphs }
    with: { protocol: { kind: standard, statistics: running }, threads: 1 }
`;
const SITE = `
  site:
    uses: report/site
    in: { checkpoints: model, dataset: glyphs }
`;
const FILE = 'pipelines/tested/pipeline.yaml';

const wasm = await onnxruntimeCandidates[1]!.probe();
let workspace: TemporaryWorkspace;
let opened: OpenedPipeline;

describe('a pipeline that tests an ONNX model', () => {
  beforeAll(async () => {
    workspace = await createTemporaryWorkspace();
    await workspace.write(FILE, PIPELINE);
    await copyFile(
      join(import.meta.dirname, '../../../onnx/test/fixture/dynamo.onnx'),
      join(workspace.root, 'pipelines/tested/dynamo.onnx'),
    );
    const { code, stderr } = await workspace.batchmates(['run-all', 'tested']);
    expect(code, stderr).toBe(0);
    opened = await openPipeline(workspace, 'tested');
  });

  afterAll(async () => {
    await opened.interrupt();
  });

  it.skipIf(missingBrowser !== undefined)(
    `has a playground of the model, or says what to install${missingBrowser === undefined ? '' : ` (skipped: ${missingBrowser})`}`,
    async () => {
      if (!wasm.available) {
        const response = await fetch(`${opened.address}playground/`);
        expect(await response.text()).toMatch(
          /^optional package onnxruntime-web.*npm install onnxruntime-web\s*$/,
        );
        return;
      }
      const browser = await startBrowser();
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(opened.address);
      await page.getByRole('link', { name: 'Playground' }).click();
      await page.locator('tr[data-network="dynamo.onnx"] .answer .class').first().waitFor();
      expect(await page.locator('tr[data-network="dynamo.onnx"]').count()).toBe(2);
      expect(complaints).toEqual([]);
      await browser.close();
    },
  );

  it('plans a site of it, or says what to install before anything runs', async () => {
    await workspace.write(FILE, PIPELINE + SITE);
    const { code, stderr } = await workspace.batchmates(['run-all', 'tested']);
    expect(code, stderr).toBe(wasm.available ? 0 : 1);
    if (!wasm.available) expect(stderr).toContain('npm install onnxruntime-web');
  });
});
