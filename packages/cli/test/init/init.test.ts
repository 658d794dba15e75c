import { execFileSync } from 'node:child_process';
import { lstat, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, test } from 'vitest';
import { init } from '../../src/commands/init.ts';
import { ownVersion } from '../../src/own-package.ts';
import { NX, TOOLS } from '../../src/init/package-json.ts';
import { printed } from '../audit/written.ts';

const repository = join(import.meta.dirname, '../../../..');

/** Files by their names, in a new folder. */
async function folderWith(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await temporaryFolder();
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(folder, file, '..'), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  return folder;
}

/** Every file of a folder with its content. */
async function contentOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(
      files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, 'utf8')] as const),
    ),
  );
}

const run = (folder: string, { nx = true, dryRun = false } = {}) =>
  printed((print) => init({ root: folder, folder, nx, dryRun, print }));

const json = async (folder: string, file: string) =>
  JSON.parse(await readFile(join(folder, file), 'utf8')) as Record<string, Record<string, string>>;

describe('an empty folder', () => {
  test('gets all of it', async () => {
    const folder = await folderWith();
    expect((await run(folder)).split('\n')).toEqual([
      'added package.json',
      'added nx.json',
      'added .gitignore',
      'added pipelines/first/pipeline.yaml',
      'added pipelines/schema.json',
      'added pipelines/tsconfig.json',
      'next: npm install, then npm run first',
    ]);
    expect(await json(folder, 'package.json')).toMatchObject({
      type: 'module',
      scripts: { first: 'batchmates setup onednn && batchmates run-all first' },
      devDependencies: { '@batchmates/nx': `^${ownVersion()}`, batchmates: `^${ownVersion()}`, nx: NX },
    });
    expect(await json(folder, 'nx.json')).toMatchObject({
      plugins: ['@batchmates/nx'],
      useDaemonProcess: false,
    });
  });

  test('gets nothing of Nx without it', async () => {
    const folder = await folderWith();
    await run(folder, { nx: false });
    const files = await contentOf(folder);
    expect(Object.keys(files).sort()).toEqual([
      '.gitignore',
      'package.json',
      'pipelines/first/pipeline.yaml',
      'pipelines/schema.json',
      'pipelines/tsconfig.json',
    ]);
    expect(`${files['package.json']}${files['.gitignore']}`).not.toMatch(/nx/);
  });

  test('is told what it would get', async () => {
    const folder = await folderWith();
    expect(await run(folder, { dryRun: true })).toMatch(/^would add package\.json\nwould add nx\.json\n/);
    expect(await readdir(folder)).toEqual([]);
  });

  test('gets a schema that is that of this version, and is the one its pipeline names', async () => {
    const folder = await folderWith();
    await run(folder);
    const files = await contentOf(folder);
    expect(files['pipelines/schema.json']).toBe(
      await readFile(join(repository, 'pipelines/schema.json'), 'utf8'),
    );
    expect(files['pipelines/first/pipeline.yaml']).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/schema\.json\n/,
    );
  });

  test('can be type-checked before it has a module', async () => {
    const folder = await folderWith();
    await run(folder);
    await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'pipelines'], { cwd: folder });
  });
});

test('a second time adds nothing', async () => {
  for (const files of [{}, EXISTING]) {
    const folder = await folderWith(files);
    await run(folder);
    const before = await contentOf(folder);
    const told = await run(folder);
    expect(told).not.toMatch(/^added/m);
    expect(told).toMatch(/\nnothing to add$/);
    expect(await contentOf(folder)).toEqual(before);
  }
});

const EXISTING = {
  'package.json':
    '{\n\t"name": "theirs",\n\t"version": "3.1.0",\n\t"scripts": {\n\t\t"test": "jest --ci",\n\t\t"a": "b"\n\t},\n\t"dependencies": {\n\t\t"zod": "^3.0.0"\n\t},\n\t"devDependencies": {\n\t\t"jest": "^29.0.0",\n\t\t"typescript": "~5.4.0"\n\t},\n\t"jest": { "verbose": true }\n}',
  'nx.json':
    '// Nx, as we like it\r\n{\r\n    "plugins": [\r\n        "@nx/js" /* builds */\r\n    ],\r\n    /* many */ "parallel": 7,\r\n}\r\n',
  '.gitignore': 'dist\n/node_modules\n*.log',
  'tsconfig.json': '{ "compilerOptions": { /* ours */ "strict": false } }',
  'pipelines/first/pipeline.yaml': 'name: first\nstages: {}\n',
  'src/index.js': 'module.exports = 1;\n',
};

describe('a project that exists', () => {
  test('keeps all that it had, to the byte where it stood', async () => {
    const folder = await folderWith(EXISTING);
    const told = await run(folder);
    const files = await contentOf(folder);
    for (const file of ['tsconfig.json', 'pipelines/first/pipeline.yaml', 'src/index.js'] as const)
      expect(files[file]).toBe(EXISTING[file]);
    for (const file of ['package.json', 'nx.json', '.gitignore'] as const) {
      // What was added is left out line by line; a comma after what was last is all that may be new elsewhere.
      const lines = files[file]!.split(/\r?\n/).map((line) => line.replace(/,$/, ''));
      const before = EXISTING[file].split(/\r?\n/).map((line) => line.replace(/,$/, ''));
      let at = 0;
      for (const line of lines) if (line === before[at]) at++;
      expect([file, before.slice(at)]).toEqual([file, before.slice(at).filter((line) => line === '')]);
    }
    expect(told).toContain('left pipelines/first/pipeline.yaml as it is');
  });

  test('gets what is missing, in its own indentation and line ends', async () => {
    const folder = await folderWith(EXISTING);
    const told = await run(folder);
    const files = await contentOf(folder);
    expect(files['package.json']).toContain(
      '\t"scripts": {\n\t\t"test": "jest --ci",\n\t\t"a": "b",\n\t\t"first": "batchmates setup onednn && batchmates run-all first",\n\t\t"check": "tsc -p pipelines"\n\t},\n',
    );
    // In the order of the alphabet, where the others were.
    expect(Object.keys((await json(folder, 'package.json'))['devDependencies']!)).toEqual([
      ...['batching', 'dataset', 'metrics', 'nx', 'protocols', 'random', 'stage'].map(
        (each) => `@batchmates/${each}`,
      ),
      ...['@types/node', 'batchmates', 'fast-check', 'jest', 'nx', 'typescript', 'vitest'],
    ]);
    expect(files['nx.json']).toBe(
      '// Nx, as we like it\r\n{\r\n    "plugins": [\r\n        "@batchmates/nx",\r\n        "@nx/js" /* builds */\r\n    ],\r\n    /* many */ "parallel": 7,\r\n    "useDaemonProcess": false,\r\n}\r\n',
    );
    expect(files['.gitignore']).toBe(
      'dist\n/node_modules\n*.log\n\n# batchmates\nartifacts/\n.cache/\n.nx/\ndata/\n',
    );
    expect(told).toContain(
      'left in package.json: script test (npx vitest run --passWithNoTests pipelines), typescript "~5.4.0" (~6.0.3 was tested), zod "^3.0.0" (^4.6.7 was tested)',
    );
  });

  test('that is no package of ES modules gets a folder of them', async () => {
    const folder = await folderWith(EXISTING);
    await run(folder);
    expect(await json(folder, 'pipelines/package.json')).toEqual({ private: true, type: 'module' });
    const modules = await folderWith({ 'package.json': '{"type":"module"}' });
    await run(modules);
    expect(Object.keys(await contentOf(modules))).not.toContain('pipelines/package.json');
  });

  test.each([
    ['{}', ['@batchmates/nx'], false],
    ['{"plugins":[],"useDaemonProcess":true}', ['@batchmates/nx'], true],
    [
      '{"plugins":[{"plugin":"@batchmates/nx","options":{}}]}',
      [{ plugin: '@batchmates/nx', options: {} }],
      false,
    ],
    ['{"plugins":["@nx/js","@batchmates/nx"]}', ['@nx/js', '@batchmates/nx'], false],
    ['{"plugins":["@nx/js"]}', ['@nx/js', '@batchmates/nx'], false],
  ])('with nx.json %s', async (text, plugins, useDaemonProcess) => {
    const folder = await folderWith({ 'nx.json': text });
    const told = await run(folder);
    expect(await json(folder, 'nx.json')).toEqual({ plugins, useDaemonProcess });
    expect(told.includes('left in nx.json: useDaemonProcess')).toBe(useDaemonProcess);
  });

  test('a folder data that is there is not kept out of git', async () => {
    const folder = await folderWith({ 'data/table.csv': 'a\n1\n' });
    await run(folder);
    expect(await readFile(join(folder, '.gitignore'), 'utf8')).not.toContain('data');
  });

  test('a schema of another version stays, and is named', async () => {
    const folder = await folderWith({ 'pipelines/schema.json': '{}\n' });
    expect(await run(folder)).toContain(
      'left pipelines/schema.json as it is\nleft in pipelines/schema.json: another schema (npx batchmates schema > pipelines/schema.json renews it)',
    );
  });

  test('a link to package.json stays a link', async () => {
    const folder = await folderWith({ 'elsewhere/package.json': '{}\n' });
    await symlink('elsewhere/package.json', join(folder, 'package.json'));
    await run(folder);
    expect((await lstat(join(folder, 'package.json'))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, 'elsewhere/package.json'), 'utf8')).toContain(
      'batchmates setup onednn && batchmates run-all first',
    );
  });
});

describe('what cannot be added to is said in a line, and nothing is written', () => {
  test.each([
    [
      'package.json',
      '{"name": }',
      'package.json, line 1, column 10: expected a JSON object, received value expected',
    ],
    ['package.json', '{\n  "name": "a"\n', 'package.json, line 3, column 1: expected a JSON object'],
    ['package.json', '[]', 'package.json: expected a JSON object, received a list'],
    ['package.json', '', 'package.json, line 1, column 1: expected a JSON object'],
    ['package.json', '{"a": 1, // why\n"b": 2}', 'package.json, line 1, column 10: expected a JSON object'],
    ['package.json', '{"scripts": []}', 'package.json, scripts: expected an object, received a list'],
    [
      'package.json',
      '{"devDependencies": "all"}',
      'package.json, devDependencies: expected an object, received a string',
    ],
    ['nx.json', '{"plugins": {}}', 'nx.json, plugins: expected a list'],
    ['nx.json', '{', 'nx.json, line 1, column 2: expected a JSON object'],
  ])('%s: %s', async (file, text, message) => {
    const folder = await folderWith({ [file]: text });
    await expect(run(folder)).rejects.toThrow(message);
    expect(await contentOf(folder)).toEqual({ [file]: text });
  });

  test('a folder where a file is to be', async () => {
    const folder = await folderWith({ 'package.json/strange': '' });
    await expect(run(folder)).rejects.toThrow('expected a file that can be read, or nothing');
    expect(Object.keys(await contentOf(folder))).toEqual(['package.json/strange']);
  });

  test('a folder inside a workspace', async () => {
    const folder = await folderWith({ 'nx.json': '{}', 'packages/a/index.js': '' });
    const inside = join(folder, 'packages/a');
    await expect(
      printed((print) => init({ root: folder, folder: inside, nx: false, dryRun: false, print })),
    ).rejects.toThrow(`received a folder of the workspace ${folder}; run it in ${folder}`);
  });
});

test('what a workspace installs is what this repository was tested with', async () => {
  const { devDependencies } = await json(repository, 'package.json');
  expect({ ...devDependencies }).toMatchObject({ ...TOOLS, nx: NX });
});
