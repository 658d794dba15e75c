import { beforeAll, expect, test } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../src/testing/index.ts';

const NAME = 'cat\u001b[2J\u009b31m';
/** As it is, or within JSON, which writes the first one out in its own way. */
const WRITTEN = /cat(\\x1b|\\u001b)\[2J\\x9b31m/;
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

let workspace: TemporaryWorkspace;

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  await workspace.write(
    'pipelines/toy/pipeline.yaml',
    `name: toy\nstages:\n  images: { uses: ingestion/image-folder, with: { source: ${JSON.stringify(NAME)}, size: 8 } }\n`,
  );
});

test.each([
  ['on the standard output', ['plan', 'toy', '--params']],
  ['in mistakes', ['inspect', NAME]],
  ['of unknown commands', [NAME]],
])('control characters of names are written out: %s', async (_, args) => {
  const { stdout, stderr } = await workspace.batchmates(args);
  expect(stdout + stderr).toMatch(WRITTEN);
  expect(stdout).not.toMatch(CONTROLS);
  expect(stderr).not.toMatch(CONTROLS);
});

test('what programs read stays JSON, whatever is in a description', async () => {
  const description = 'a\u007f\u0080\u009f\u0085\u2028\u202e\u001b\n"\\b';
  await workspace.write(
    'pipelines/told/pipeline.yaml',
    `name: told\ndescription: ${escapedYaml(description)}\nstages: { glyphs: { uses: ingestion/glyphs } }\n`,
  );
  const { code, stdout } = await workspace.batchmates(['graph']);
  expect(code).toBe(0);
  expect(stdout).not.toMatch(CONTROLS);
  expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ name: 'told', description }));
});

/** In double quotes, every character by its number. */
function escapedYaml(text: string): string {
  const numbers = Array.from(text, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `"${numbers.join('')}"`;
}

test('an unknown command is one, whatever stands after it', async () => {
  const { code, stdout, stderr } = await workspace.batchmates(['plam', '--help']);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^batchmates: unknown command 'plam'\n/);
});
