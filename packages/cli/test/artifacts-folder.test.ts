import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { beforeAll, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../src/testing/index.ts';

const PIPELINE = `name: toy
stages:
  glyphs: { uses: ingestion/glyphs, with: { letters: AB, trainPerClass: 2, testPerClass: 1 } }
`;

let workspace: TemporaryWorkspace;
let elsewhere: string;

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  elsewhere = await temporaryFolder();
  await workspace.write('pipelines/toy/pipeline.yaml', PIPELINE);
});

it('artifacts go where BATCHMATES_ARTIFACTS says, and are found there', async () => {
  const there = (...words: string[]) => workspace.batchmates(words, { BATCHMATES_ARTIFACTS: elsewhere });
  expect((await there('run', 'toy.glyphs')).stdout).toBe(`toy.glyphs: dataset in ${elsewhere}/toy/glyphs\n`);
  expect(existsSync(join(workspace.root, 'artifacts'))).toBe(false);
  expect((await there('run', 'toy.glyphs')).stdout).toBe('toy.glyphs: up to date\n');
  expect((await there('why', 'toy')).stdout).toContain('glyphs: up to date\n');
  expect((await there('verify')).stdout).toMatch(new RegExp(`^${elsewhere}/toy/glyphs: as written `));
  expect((await there('inspect', 'toy.glyphs')).stdout).toContain('glyphs: dataset');
});

it('a relative path starts at the workspace; an empty one is none', async () => {
  const told = async (folder: string) =>
    (await workspace.batchmates(['why', 'toy'], { BATCHMATES_ARTIFACTS: folder }, 'pipelines')).stdout;
  expect(await told(relative(workspace.root, elsewhere))).toContain('glyphs: up to date\n');
  expect(await told('')).toContain('glyphs: would rerun\n  - never run\n');
});
