import { readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../src/testing/index.ts';

const SOURCE = 'packages/cli/src/commands/strategies.ts';
const WORDS = 'With options: ';

let workspace: TemporaryWorkspace;
let folder: string;

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  folder = join(workspace.root, '.cache', 'program');
});

const programs = async (): Promise<string[]> => (existsSync(folder) ? readdir(folder) : []);

const strategies = async (): Promise<string> => {
  const { code, stdout, stderr } = await workspace.batchmates(['strategies']);
  expect(code, stderr).toBe(0);
  expect(stderr).toBe('');
  return stdout;
};

describe('the compiled program', () => {
  it('is made by the first command and used by the next', async () => {
    const first = await strategies();
    const made = await programs();
    expect(made).toHaveLength(1);
    expect(await strategies()).toBe(first);
    expect(await programs()).toEqual(made);
  });

  it('has a file for every worker thread that a source starts', async () => {
    await strategies();
    const packages = join(workspace.root, 'packages');
    const sources = (await readdir(packages, { recursive: true })).filter((file) =>
      /^[^/]+\/src\/.*\.ts$/.test(file),
    );
    const started = await Promise.all(
      sources.map(async (file) => [
        ...(await readFile(join(packages, file), 'utf8')).matchAll(/new Worker\(new URL\('\.\/([^']+)'/g),
      ]),
    );
    const entries = started.flat().map(([, entry]) => entry!);
    expect(entries).toContain('loader-worker-entry.mjs');
    const [program] = await programs();
    expect(await readdir(join(folder, program!))).toEqual(expect.arrayContaining(entries));
  });

  it('is that of the sources as they are', async () => {
    const before = await strategies();
    await workspace.edit(SOURCE, WORDS, 'With choices: ');
    expect(await strategies()).toBe(before.replaceAll(WORDS, 'With choices: '));
    await workspace.edit(SOURCE, 'With choices: ', WORDS);
    const made = await programs();
    expect(await strategies()).toBe(before);
    // The first one was kept.
    expect(await programs()).toEqual(made);
  });

  it('is made again when a file of it is damaged or gone', async () => {
    const before = await strategies();
    for (const damage of [(file: string) => truncate(file, 1000), (file: string) => rm(file)]) {
      for (const program of await programs()) await damage(join(folder, program, 'main.mjs'));
      const damaged = await programs();
      expect(await strategies()).toBe(before);
      expect((await programs()).length).toBe(damaged.length + 1);
    }
  });

  it('is done without where it cannot be kept', async () => {
    const before = await strategies();
    await rm(join(workspace.root, '.cache'), { recursive: true });
    await writeFile(join(workspace.root, '.cache'), 'no folder');
    expect(await strategies()).toBe(before);
    await rm(join(workspace.root, '.cache'));
  });

  it('leaves it to the sources to say what is wrong with them', async () => {
    await workspace.edit(SOURCE, 'export async function', 'export async functoin');
    const { code, stderr } = await workspace.batchmates(['strategies']);
    await workspace.edit(SOURCE, 'export async functoin', 'export async function');
    expect(code).toBe(70);
    expect(stderr).toContain('strategies.ts');
    expect(await programs()).toEqual([]);
  });

  it('shows the place in the source when it fails', async () => {
    const text = await readFile(join(workspace.root, SOURCE), 'utf8');
    const line = 1 + text.slice(0, text.indexOf('export async function strategies')).split('\n').length;
    await workspace.write(
      SOURCE,
      text.replace(/(export async function strategies.*\n)/, "$1if (true) throw new Error('of ours');\n"),
    );
    const { code, stderr } = await workspace.batchmates(['strategies']);
    await workspace.write(SOURCE, text);
    expect(code).toBe(70);
    expect(stderr).toContain(`${SOURCE}:${line}:`);
  });

  it("gives third parties' modules the packages that it is made of", async () => {
    const strategy = [
      "import { UserError } from '@batchmates/errors';",
      'const no: never[] = [];',
      "throw new UserError({ code: 'mine/refused', what: 'mine', remedy: 'use another' });",
      'export default no;',
    ];
    await workspace.write('pipelines/mine/mine.ts', strategy.join('\n'));
    await workspace.write(
      'pipelines/mine/pipeline.yaml',
      'name: mine\nstages:\n  one: { uses: ./mine.ts }\n',
    );
    const { code, stderr } = await workspace.batchmates(['plan', 'mine']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^batchmates: .*mine; use another\n$/);
    expect(stderr).not.toContain('does not load');
  });
});
