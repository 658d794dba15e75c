import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { expect, it } from 'vitest';
import { findNx } from '../../src/run-all/find-nx.ts';

const PLUGINS = { plugins: ['@batchmates/nx'] };

async function workspace(files: Readonly<Record<string, unknown>>): Promise<string> {
  const root = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

const INSTALLED = { 'node_modules/nx/package.json': { bin: { nx: './bin/nx.js' } } };

it.each([
  PLUGINS,
  { plugins: [{ plugin: '@batchmates/nx', options: {} }] },
  '{\r\n  // ours\r\n  "plugins": ["@batchmates/nx",], /* more */\r\n}\r\n',
])('is the installed Nx where nx.json names the plugin: %j', async (nx) => {
  const root = await workspace({ 'nx.json': nx, ...INSTALLED });
  expect(findNx(root)).toBe(join(root, 'node_modules/nx/bin/nx.js'));
});

it.each([
  ['there is no nx.json', {}],
  ['nx.json is for something else', { 'nx.json': { plugins: ['@nx/vite'] } }],
  ['nx.json has no plugins', { 'nx.json': {} }],
  ['its plugins are no list', { 'nx.json': { plugins: 1 } }],
  ['a plugin is nothing', { 'nx.json': { plugins: [null] } }],
])('is none where %s', async (_, files) => {
  expect(findNx(await workspace({ ...files, ...INSTALLED }))).toBeUndefined();
});

it('is missed in one line where nx.json names the plugin and Nx is not installed', async () => {
  const root = await workspace({ 'nx.json': PLUGINS });
  expect(() => findNx(root)).toThrow(
    `nx.json of ${root}: expected nx and @batchmates/nx, which it names, received nx is not installed; npm install --save-dev nx @batchmates/nx, or remove nx.json to run without Nx`,
  );
});

it('refuses an nx.json that cannot be read', async () => {
  const root = await workspace({ 'nx.json': '{ "plugins": [', ...INSTALLED });
  expect(() => findNx(root)).toThrow(/nx\.json, line 1, column \d+: expected a JSON object/);
});
