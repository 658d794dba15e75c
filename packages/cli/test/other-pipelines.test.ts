import { beforeAll, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../src/testing/index.ts';

const STAGES = `
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineStage } from '@batchmates/stage';
import { z } from 'zod';

export const stage = (extra = {}) =>
  defineStage({
    uses: 'source',
    summary: 'writes a number',
    inputs: {},
    output: 'numbers',
    params: z.strictObject({ count: z.number().default(1) }),
    async run({ params, output }) {
      await writeFile(join(output, 'numbers.json'), JSON.stringify(params.count));
    },
    ...extra,
  });

export default stage();
`;

let workspace: TemporaryWorkspace;
const run = (...words: string[]) => workspace.batchmates(['run', ...words]);

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  await workspace.write(
    'pipelines/one/pipeline.yaml',
    'name: one\nstages:\n  source: { uses: ./source.ts, with: { count: 2 } }\n',
  );
  await workspace.write(
    'pipelines/two/pipeline.yaml',
    'name: two\nstages:\n  sink: { uses: ./sink.ts, in: { numbers: one.source } }\n',
  );
  await workspace.write('pipelines/one/source.ts', STAGES);
  await workspace.write(
    'pipelines/two/sink.ts',
    "import { stage } from '../one/source.ts';\n" +
      "export default stage({ inputs: { numbers: { type: 'numbers' } }, linksInputs: true });\n",
  );
});

// Each step starts from the state that the one before it left.
it('a stage of another pipeline is planned, and must have run', async () => {
  expect((await workspace.batchmates(['plan', 'two'])).stdout).toContain(
    '  sink  ./sink.ts -> numbers  (numbers: one.source)\n',
  );
  const { code, stderr } = await run('two', 'sink');
  expect(stderr).toMatch(/^batchmates: no artifact in .*artifacts\/one\/source: /);
  expect(code).toBe(1);
});

it('what it left is read, and says where it came from', async () => {
  expect((await run('one', 'source')).code).toBe(0);
  expect(await run('two', 'sink')).toMatchObject({
    code: 0,
    stdout: 'two.sink: numbers in artifacts/two/sink\n',
  });
  const identity = async (folder: string) =>
    JSON.parse(await workspace.read(`artifacts/${folder}/artifact.json`)) as Record<string, unknown>;
  expect(Object.values((await identity('two/sink'))['ancestors'] as object)).toEqual([
    expect.objectContaining({ type: 'numbers', params: { count: 2 } }),
  ]);
  const record = JSON.parse(await workspace.read('artifacts/two/sink/run.json')) as object;
  expect(record).toMatchObject({ cacheInputs: { links: { numbers: ['../../one/source'] } } });
  expect((await workspace.batchmates(['why', 'two'])).stdout).toBe(
    'one.source: up to date\nsink: up to date\nnothing would rerun\n',
  );
  expect((await run('two.sink')).stdout).toBe('two.sink: up to date\n');
  expect((await workspace.batchmates(['clean'])).stdout).toContain('nothing to remove');
});

it('it must be what its own pipeline says now', async () => {
  await workspace.edit('pipelines/one/pipeline.yaml', 'count: 2', 'count: 3');
  expect((await run('two', 'sink')).stderr).toMatch(
    /^batchmates: artifact .*one\/source: expected what two now makes of one\.source, received what it made before: with\.count: 2 -> 3; run npx batchmates run-all one\.source first\n$/,
  );
  expect((await workspace.batchmates(['why', 'two.sink'])).stdout).toBe(
    'one.source: would rerun\n  - with.count: 2 -> 3\n' +
      'sink: would rerun\n  - one.source would rerun (this one need not, if the new artifact is equal)\n' +
      '2 of 2 would rerun (what Nx has in its cache in this very state comes from there)\n',
  );
});

it('one line says what is wrong with a name', async () => {
  await workspace.edit('pipelines/two/pipeline.yaml', 'one.source', 'one.suorce');
  expect((await workspace.batchmates(['plan', 'two'])).stderr).toBe(
    'batchmates: pipelines/two/pipeline.yaml:3:34 stages.sink.in.numbers pipeline one has no stage "suorce": expected one of one.source; did you mean "source"?\n',
  );
  await workspace.edit('pipelines/two/pipeline.yaml', 'one.suorce', 'noe.source');
  expect((await workspace.batchmates(['plan', 'two'])).stderr).toContain(
    'there is no stage "noe": expected one of sink; did you mean "one"?\n',
  );
});
