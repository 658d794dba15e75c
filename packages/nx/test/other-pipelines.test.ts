import { beforeAll, expect, it } from 'vitest';
import { createTinyWorkspace, type TinyWorkspace } from './tiny-workspace.ts';

// Each starts Nx several times.

let tiny: TinyWorkspace;

beforeAll(async () => {
  tiny = await createTinyWorkspace();
  await tiny.write(
    'pipelines/tests/pipeline.yaml',
    `name: tests
stages:
  test:
    uses: evaluator/evaluate
    in: { checkpoint: tiny.train.balanced, dataset: tiny.glyphs }
    with: { protocol: random }
`,
  );
});

it('Nx runs what a pipeline needs of another one first, and nothing else of it', async () => {
  expect(await tiny.runAndList('tests:run')).toEqual(['glyphs', 'test.balanced', 'train.balanced']);
  expect(await tiny.runAndList('tests:run')).toEqual([]);
  await tiny.edit('pipelines/tiny/pipeline.yaml', 'epochs: 6', 'epochs: 7');
  expect(await tiny.runAndList('tests:run')).toEqual(['test.balanced', 'train.balanced']);
  expect((await tiny.batchmates(['why', 'tests'])).stdout).toContain('nothing would rerun');
});

it('pipelines that read each other are refused, and the others run', async () => {
  await tiny.edit(
    'pipelines/tiny/pipeline.yaml',
    'in: { results: evaluate }',
    'in: { results: [evaluate, tests.test] }',
  );
  const { code, stdout, stderr } = await tiny.runTarget('tests:run');
  expect(code).toBe(1);
  expect(stdout + stderr).toContain('a cycle of pipelines: tests -> tiny -> tests');
});
