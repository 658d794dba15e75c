import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../src/testing/index.ts';

const STAGE = `
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineStage } from '@batchmates/stage';
import { z } from 'zod';
export default defineStage({
  uses: 'step', summary: 'writes a file', inputs: {}, output: 'numbers', params: z.strictObject({}),
  run: async ({ output }) => void (await writeFile(join(output, 'a.txt'), 'a')),
});
`;

let workspace: TemporaryWorkspace;

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  for (const [folder, name] of Object.entries({ exp: 'exp', 'exp.v2': 'exp_v2' })) {
    await workspace.write(`pipelines/${folder}/stage.ts`, STAGE);
    const file = `pipelines/${folder}/pipeline.yaml`;
    await workspace.write(file, `name: ${name}\nstages: { a: { uses: ./stage.ts } }\n`);
  }
  // A folder, as a Python environment called .env is one.
  await mkdir(join(workspace.root, '.env.local'));
});

it('Nx may be called in a subfolder', async () => {
  const { code, stdout, stderr } = await workspace.nx(['run', 'exp:run'], {}, 'pipelines/exp');
  expect(code, stdout + stderr).toBe(0);
  expect(await workspace.read('artifacts/exp/a/a.txt')).toBe('a');
});

it('a folder of pipelines may have a dot in its name, and still be one of instances', async () => {
  expect(await workspace.batchmates(['run-all', 'exp.v2'])).toMatchObject({ code: 0 });
  expect(await workspace.read('artifacts/exp_v2/a/a.txt')).toBe('a');
  expect(await workspace.batchmates(['run', 'exp.v2.a'])).toMatchObject({ stdout: 'exp_v2.a: up to date\n' });
  expect(await workspace.batchmates(['run', 'exp.a'])).toMatchObject({ stdout: 'exp.a: up to date\n' });
});
