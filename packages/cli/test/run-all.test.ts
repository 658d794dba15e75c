import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../src/testing/index.ts';

const pipeline = `
name: small
stages:
  glyphs:
    uses: ingestion/glyphs
    with: { letters: ABC, trainPerClass: 20, testPerClass: 10 }
  train:
    uses: trainer/train
    in: { dataset: glyphs }
    matrix: { batching: [standard, balanced] }
    with:
      network: cifar-resnet-8
      width: 4
      resolution: 12
      batching: '\${batching}'
      epochs: 1
      augmentation: { kind: scale-crop, flip: false }
  calibrate:
    uses: evaluator/calibrate
    in: { checkpoint: train, dataset: glyphs }
  evaluate:
    uses: evaluator/evaluate
    in: { checkpoint: calibrate, dataset: glyphs }
    matrix: { protocol: [standard, balanced] }
    with: { protocol: '\${protocol}' }
  report:
    uses: report/report
    in: { results: evaluate, checkpoints: train, datasets: glyphs }
`;

let workspace: TemporaryWorkspace;

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  await workspace.write('pipelines/small/pipeline.yaml', pipeline);
});

/** From letters to the report, with nothing but what comes with the project. */
describe('batchmates run-all', () => {
  it('runs one stage with what it needs', async () => {
    const { code, stdout, stderr } = await workspace.batchmates(['run-all', 'small.calibrate.balanced']);
    expect(code, stdout + stderr).toBe(0);
    expect(stderr).toContain('train.balanced: train: ');
    const made = await readdir(join(workspace.root, 'artifacts/small'));
    expect(made.toSorted()).toEqual(['calibrate.balanced', 'glyphs', 'train.balanced']);
    expect(stdout).not.toContain('report');
  });

  it('runs a whole pipeline and ends with the table and the place of the report', async () => {
    const { code, stdout, stderr } = await workspace.batchmates(['run-all', 'small']);
    expect(code, stdout + stderr).toBe(0);
    expect(stderr).toContain('train.standard: train: ');
    expect(stdout).toMatch(/^Standard +\d+\.\d\d % +\d+\.\d\d %$/m);
    expect(stdout).toMatch(/^Balanced +\d+\.\d\d % +\d+\.\d\d %$/m);
    expect(stdout.trimEnd()).toMatch(
      /The report, with figures: artifacts\/small\/report\/report\.html\nAll of it in a browser: npx batchmates open small$/,
    );
    expect(await workspace.read('artifacts/small/report/report.html')).toContain('<svg');
  });

  it('says the same from the cache, and replays no progress', async () => {
    const { code, stdout, stderr } = await workspace.batchmates(['run-all', 'small']);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout + stderr).not.toContain('images in');
    expect(stdout).toContain('artifacts/small/report/report.html');
  });

  it.each(['after a stage has run', 'when all comes from the cache'])(
    'ends as the target of Nx does, %s',
    async (when) => {
      const ran = when === 'after a stage has run';
      const inputs = 'in: { results: evaluate, checkpoints: train, datasets: glyphs }';
      if (ran)
        await workspace.edit(
          'pipelines/small/pipeline.yaml',
          inputs,
          `${inputs}\n    with: { title: Again }`,
        );
      const { code, stdout, stderr } = await workspace.nx(['run', 'small:run']);
      expect(code, stdout + stderr).toBe(0);
      expect(stdout).toMatch(ran ? /^> nx run small\.report:run$/m : /^> nx run small\.report:run +\[/m);
      const [, shown = ''] = stdout.replaceAll(/ +$/gm, '').split(/^> nx run small:run$/m);
      const table = (await workspace.read('artifacts/small/report/table.txt')).trimEnd();
      expect(table).toMatch(/^Again: error on test images/);
      // Below it are Nx's own lines alone.
      expect(shown.trim().startsWith(table)).toBe(true);
      expect(shown.slice(shown.indexOf(table) + table.length).trim()).toMatch(
        /^The report, with figures: artifacts\/small\/report\/report\.html\s+NX {3}Successfully ran/,
      );
    },
  );

  it('says what is wrong with the file before anything runs', async () => {
    await workspace.edit('pipelines/small/pipeline.yaml', 'epochs: 1', 'epoch: 1');
    const { code, stdout, stderr } = await workspace.batchmates(['run-all', 'small']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^batchmates: pipelines\/small\/pipeline\.yaml:\d+:\d+ stages\.train\.with/);
    expect(stdout).toBe('');
  });

  it('ends with what stopped it, whatever Nx prints of it', async () => {
    const source = '{ train: nowhere/train, validation: nowhere/val }';
    const stage = `{ uses: ingestion/sample-classes, with: { source: ${source}, classes: 3 } }`;
    await workspace.write('pipelines/absent/pipeline.yaml', `name: absent\nstages:\n  classes: ${stage}\n`);
    const { code, stderr } = await workspace.batchmates(['run-all', 'absent']);
    expect(code).toBe(1);
    expect(stderr.trimEnd().split('\n').slice(-2)).toEqual([
      expect.stringMatching(/^batchmates: absent\.classes: .*nowhere\/train: expected .*BATCHMATES_DATA/),
      'batchmates: pipeline absent did not finish; what was done is in the cache',
    ]);
  });
});
