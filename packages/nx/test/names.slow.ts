import { existsSync } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTinyWorkspace, type TinyWorkspace } from './tiny-workspace.ts';

const ODD = [
  'x (copy)',
  'x$(touch PWNED)',
  'a;touch PWNED',
  'x [wip]',
  'b{1}',
  `it's "quoted"`,
  '`touch PWNED`',
  '-x',
  '--help',
  'two\nlines',
  'ß 日本',
  '*',
  '!(a)',
  'x'.repeat(200),
];

const glyphs = (name: string, seed: number) =>
  `name: ${name}\nstages:\n  glyphs: { uses: ingestion/glyphs, with: { seed: ${seed} } }\n`;

let tiny: TinyWorkspace;
let log: string;

beforeAll(async () => {
  tiny = await createTinyWorkspace();
  log = join(tiny.root, 'ran.log');
  await writeFile(log, '');
});

/** Runs `run-all` and gives its outcome. */
async function runAll(file: string) {
  return tiny.batchmates(['run-all', file], { BATCHMATES_RAN: log, NX_DAEMON: 'false' });
}

describe('names', () => {
  it('of folders may be any: their pipelines run, and no command hides in one', async () => {
    for (const [index, folder] of ODD.entries())
      await tiny.write(`pipelines/${folder}/pipeline.yaml`, glyphs(`odd-${index}`, index));
    const names = ODD.map((_, index) => `odd-${index}`);
    const { code, stdout, stderr } = await tiny.nx(
      ['run-many', '--targets=run', `--projects=${names.join(',')}`],
      {
        BATCHMATES_RAN: log,
      },
    );
    expect(code, stdout + stderr).toBe(0);
    expect((await readFile(log, 'utf8')).match(/^glyphs$/gm)).toHaveLength(ODD.length);
    expect((await readdir(join(tiny.root, 'artifacts'))).filter((name) => names.includes(name))).toHaveLength(
      ODD.length,
    );
    expect(existsSync(join(tiny.root, 'PWNED'))).toBe(false);
  });

  it('of a folder with a copy says what is wrong, under the name of the folder', async () => {
    await tiny.write('pipelines/tiny (copy)/pipeline.yaml', await tiny.read('pipelines/tiny/pipeline.yaml'));
    const { code, stdout, stderr } = await tiny.runTarget('tiny (copy):run');
    expect(code).toBe(1);
    expect(stdout + stderr).toContain(
      'pipelines/tiny (copy)/pipeline.yaml: name "tiny" is taken by pipelines/tiny/pipeline.yaml; change name:',
    );
  });
});

describe('a pipeline file of any name, anywhere', () => {
  it('runs by its path, under a name of its own', async () => {
    await tiny.write('pipelines/tiny/quick.yaml', glyphs('quick', 100));
    const { code, stdout, stderr } = await runAll('pipelines/tiny/quick.yaml');
    expect(code, stdout + stderr).toBe(0);
    expect(await tiny.read('artifacts/quick/glyphs/artifact.json')).toContain('"seed": 100');
    expect(existsSync(join(tiny.root, 'artifacts/tiny'))).toBe(false);
  });

  it('is refused under the name of another, which it does not run', async () => {
    await tiny.write('pipelines/tiny/other.yaml', glyphs('tiny', 101));
    const refused = {
      code: 1,
      stdout: '',
      stderr:
        'batchmates: pipelines/tiny/other.yaml: name "tiny" is taken by pipelines/tiny/pipeline.yaml; change name:\n',
    };
    expect(await runAll('pipelines/tiny/other.yaml')).toEqual(refused);
    expect(await tiny.batchmates(['run', 'pipelines/tiny/other.yaml', 'glyphs'])).toEqual(refused);
  });

  it('may stand outside the workspace, and shares artifacts with no other one', async () => {
    const elsewhere = join(await temporaryFolder(), 'a b');
    const [one, two] = [join(elsewhere, 'one.yaml'), join(elsewhere, 'two.yaml')];
    await tiny.write(`../${elsewhere.split('/').slice(-2).join('/')}/one.yaml`, glyphs('far', 102));
    await writeFile(two, glyphs('far', 103));
    const { code, stdout, stderr } = await runAll(one);
    expect(code, stdout + stderr).toBe(0);
    expect(await tiny.read('artifacts/far/glyphs/artifact.json')).toContain('"seed": 102');
    expect(await runAll(two)).toMatchObject({
      code: 1,
      stderr: `batchmates: ${two}: name "far" is taken by ${one}; change name:\n`,
    });
    // Once the first has another name, this one is free.
    await writeFile(one, glyphs('farther', 102));
    expect(await tiny.batchmates(['run', two, 'glyphs'], { BATCHMATES_RAN: log })).toMatchObject({ code: 0 });
    expect(await tiny.read('artifacts/far/glyphs/artifact.json')).toContain('"seed": 103');
  });
});
