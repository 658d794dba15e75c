import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../../src/testing/index.ts';

/** Notes when it began and ended; takes a while, so that stages side by side overlap; fails on request. */
const STAGE = `
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineStage } from '@batchmates/stage';
import { z } from 'zod';

export default defineStage({
  uses: 'step',
  summary: 'writes a number',
  inputs: { numbers: { type: 'numbers', many: true, optional: true } },
  output: 'numbers',
  params: z.strictObject({ number: z.number().default(1), threads: z.number().default(2), fails: z.boolean().default(false) }),
  async run({ params, output, instance }) {
    await appendFile(process.env.BATCHMATES_RAN, instance + ' begins\\n');
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await appendFile(process.env.BATCHMATES_RAN, instance + ' ends\\n');
    if (params.fails) throw new Error('cannot');
    await writeFile(join(output, 'numbers.json'), JSON.stringify(params.number));
  },
});
`;

let workspace: TemporaryWorkspace;
const FILE = 'pipelines/steps/pipeline.yaml';

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  await workspace.write('nx.json', '{}');
  await workspace.write('pipelines/other/step.ts', STAGE);
  await workspace.write(
    'pipelines/other/pipeline.yaml',
    'name: other\nstages:\n  first: { uses: ./step.ts }\n',
  );
  await workspace.write('pipelines/steps/step.ts', STAGE);
  await workspace.write(
    FILE,
    `name: steps
stages:
  small:
    uses: ./step.ts
    matrix: { number: [1, 2] }
    with: { number: '\${number}', threads: 1 }
  large: { uses: ./step.ts, in: { numbers: other.first } }
  last: { uses: ./step.ts, in: { numbers: [small, large] } }
`,
  );
});

/** Runs the pipeline, or one stage of it; gives what its stages noted. */
async function runAll(
  ...only: string[]
): Promise<{ readonly code: number; readonly stderr: string; readonly ran: string[] }> {
  const log = join(workspace.root, 'ran.log');
  await writeFile(log, '');
  const { code, stderr } = await workspace.batchmates(['run-all', 'steps', ...only], { BATCHMATES_RAN: log });
  return { code, stderr, ran: (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '') };
}

// Each step starts from the state that the one before it left.
it('runs what is not up to date, inputs first, those of other pipelines too; a large one alone', async () => {
  const { code, stderr, ran } = await runAll();
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('steps: 5 of 5 stages to run');
  expect(ran).toHaveLength(10);
  for (const name of ['first', 'large', 'last'])
    expect(ran.indexOf(`${name} ends`)).toBe(ran.indexOf(`${name} begins`) + 1);
  expect(ran.indexOf('first ends')).toBeLessThan(ran.indexOf('large begins'));
  expect(ran.slice(-2)).toEqual(['last begins', 'last ends']);
});

it('runs nothing again', async () => {
  const { code, stderr, ran } = await runAll();
  expect({ code, ran }).toEqual({ code: 0, ran: [] });
  expect(stderr).toContain('steps: everything is up to date');
});

it('runs one stage with what it needs, and nothing else', async () => {
  const input = 'in: { numbers: other.first }';
  await workspace.edit(FILE, input, `${input}, with: { number: 5 }`);
  await workspace.edit(FILE, '[1, 2]', '[4, 2]');
  expect(await runAll('large')).toMatchObject({ code: 0, ran: ['large begins', 'large ends'] });
  expect(await runAll('larg')).toMatchObject({ code: 1, ran: [] });
  await workspace.edit(FILE, ', with: { number: 5 }', '');
  await workspace.edit(FILE, '[4, 2]', '[1, 2]');
  expect(await runAll()).toMatchObject({ code: 0, ran: ['large begins', 'large ends'] });
});

it('stops where a stage left the same as before', async () => {
  await workspace.edit('pipelines/other/step.ts', 'params.number)', 'params.number * 1)');
  const { code, ran } = await runAll();
  expect({ code, ran }).toEqual({ code: 0, ran: ['first begins', 'first ends'] });
});

it('leaves out what rests on a stage that failed, and runs the rest', async () => {
  await workspace.edit(
    FILE,
    'in: { numbers: other.first } }',
    'in: { numbers: other.first }, with: { fails: true } }',
  );
  await workspace.edit(FILE, '[1, 2]', '[1, 3]');
  const { code, stderr, ran } = await runAll();
  expect(code).toBe(1);
  expect(ran.toSorted()).toEqual(['large begins', 'large ends', 'small.3 begins', 'small.3 ends']);
  expect(stderr).toContain('cannot');
  expect(stderr.trimEnd().split('\n').slice(-2)).toEqual([
    expect.stringMatching(/^batchmates: steps\.large: .*cannot/),
    'batchmates: pipeline steps did not finish; what was done is in the cache',
  ]);
});

it('passes an interruption on to its stages, and starts no other', async () => {
  await workspace.edit(FILE, ', with: { fails: true }', ', with: { number: 7 }');
  const log = join(workspace.root, 'ran.log');
  await writeFile(log, '');
  const { child, ended } = workspace.start(['run-all', 'steps'], { BATCHMATES_RAN: log });
  while (!(await readFile(log, 'utf8')).includes('begins')) await wait(50);
  child.kill('SIGINT');
  const { stderr } = await ended;
  expect(stderr).toContain('stages that are done stay done');
  expect(await readFile(log, 'utf8')).not.toContain('last');
});
