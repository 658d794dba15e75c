import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, test } from 'vitest';

const command = join(import.meta.dirname, '../bin/create-batchmates.mjs');

/** In place of npm or pnpm: installs by a link to this repository's packages, where these would ask a registry. */
const linker = (manager: string) => join(import.meta.dirname, `fixture/${manager}-linking.mjs`);

function create(folder: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...environment },
  });
  return { code: status, stdout, stderr };
}

const npm = (agent: string) => ({
  npm_config_user_agent: `${agent}/11.0.0 node/v20`,
  npm_execpath: linker(agent),
});

describe('a new folder', () => {
  test('without installing is a package.json, and the commands that make the rest of it', async () => {
    const folder = await temporaryFolder();
    const { code, stdout } = create(folder, ['My study!', '--no-install', '--no-nx']);
    expect(code).toBe(0);
    expect(stdout).toBe(
      '\nMy study! is there. Next:\n\n  cd My study!\n  npm install\n  npx batchmates init --no-nx\n  npm install\n  npm run first\n',
    );
    expect(await readdir(join(folder, 'My study!'))).toEqual(['package.json']);
    const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../package.json'), 'utf8')) as {
      version: string;
    };
    expect(JSON.parse(await readFile(join(folder, 'My study!/package.json'), 'utf8'))).toEqual({
      name: 'my-study',
      private: true,
      type: 'module',
      devDependencies: { batchmates: `^${version}` },
    });
  });

  test.each(['npm', 'pnpm'])('with %s is a workspace', async (agent) => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'study'));
    const { code, stdout, stderr } = create(folder, ['study'], npm(agent));
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('added pipelines/first/pipeline.yaml\n');
    expect(stdout).toMatch(
      new RegExp(`\\n\\nstudy is there. Next:\\n\\n  cd study\\n  ${agent} run first\\n$`),
    );
    expect(stdout.match(/^linked$/gm)).toHaveLength(2);
    expect((await readdir(join(folder, 'study'))).sort()).toEqual(
      ['.gitignore', 'node_modules', 'nx.json', 'package.json', 'pipelines'].sort(),
    );
    const { scripts } = JSON.parse(await readFile(join(folder, 'study/package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts['first']).toBe('batchmates setup onednn && batchmates run-all first');
  });

  test('is installed with the pnpm of the path where npm runs it', async () => {
    const folder = await temporaryFolder();
    await writeFile(
      join(folder, 'pnpm'),
      `#!${process.execPath}\nimport(${JSON.stringify(linker('pnpm'))});\n`,
    );
    await chmod(join(folder, 'pnpm'), 0o755);
    const environment = { ...npm('pnpm'), npm_execpath: '/somewhere/npm-cli.js', PATH: folder };
    const { code, stdout, stderr } = create(folder, ['study'], environment);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/ {2}pnpm run first\n$/);
  });

  test('without Nx has none', async () => {
    const folder = await temporaryFolder();
    expect(create(folder, ['a/study', '--no-nx'], npm('npm')).code).toBe(0);
    expect(await readdir(join(folder, 'a/study'))).not.toContain('nx.json');
    expect(await readFile(join(folder, 'a/study/package.json'), 'utf8')).not.toContain('nx');
  });

  test('is left with what to do when packages cannot be installed', async () => {
    const folder = await temporaryFolder();
    const failing = { ...npm('npm'), LINK_NOTHING: '1' };
    const { code, stderr } = create(folder, ['study'], failing);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'create-batchmates: not finished; what went wrong stands above. To go on: cd study && npm install && npx batchmates init && npm install\n',
    );
  });
});

describe('what is refused, in a line', () => {
  test.each<[string, readonly string[], string]>([
    ['no folder', [], 'expected one folder, received none; npm create batchmates@latest <folder>'],
    ['two folders', ['a', 'b'], 'expected one folder, received a b'],
    ['an unknown option', ['a', '--no-nix'], "Unknown option '--no-nix'"],
    ['a file', ['file'], 'file: expected a folder that is empty or not there yet, received a file'],
    [
      'a folder with something in it',
      ['full'],
      'full: expected a folder that is empty or not there yet, received one with notes.txt; in it, run npm install --save-dev batchmates, then npx batchmates init',
    ],
    [
      'the folder one is in',
      ['.'],
      '.: expected a folder that is empty or not there yet, received one with ',
    ],
    [
      'a folder of an Nx workspace',
      ['nx/study'],
      'nx/study: expected a folder outside of workspaces, received one in ',
    ],
  ])('%s', async (_name, args, message) => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'full'));
    await mkdir(join(folder, 'nx'));
    await writeFile(join(folder, 'full/notes.txt'), '');
    await writeFile(join(folder, 'file'), '');
    await writeFile(join(folder, 'nx/nx.json'), '{}');
    const { code, stdout, stderr } = create(folder, args, npm('npm'));
    expect(stderr).toContain(`create-batchmates: ${message}`);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect([code, stdout]).toEqual([1, '']);
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(
      ['file', 'full', 'full/notes.txt', 'nx', 'nx/nx.json'].sort(),
    );
  });
});

test('it depends on nothing', async () => {
  const text = await readFile(join(import.meta.dirname, '../package.json'), 'utf8');
  expect(JSON.parse(text)).not.toHaveProperty('dependencies');
});
