import { existsSync } from 'node:fs';
import { link, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planPipeline } from '@batchmates/pipeline';
import { temporaryFolder } from '@batchmates/stage/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { diskUse } from '../src/disk-use.ts';
import { describeOlder, olderArtifacts } from '../src/older-artifacts.ts';
import {
  compose,
  createTemporaryWorkspace,
  planningContext,
  type TemporaryWorkspace,
} from '../src/testing/index.ts';

const glyphs = (name: string, ...stages: string[]) =>
  `name: ${name}\nstages:\n${stages.map((stage) => `  ${stage}: { uses: ingestion/glyphs, with: { letters: AB, trainPerClass: 2, testPerClass: 1 } }\n`).join('')}`;

let workspace: TemporaryWorkspace;

async function run(name: string): Promise<void> {
  expect(await workspace.batchmates(['run', name])).toMatchObject({ code: 0 });
}

const left = async (folder = 'artifacts/toy') => (await readdir(join(workspace.root, folder))).toSorted();

beforeEach(async () => {
  workspace = await createTemporaryWorkspace();
  await workspace.write('pipelines/toy/pipeline.yaml', glyphs('toy', 'one', 'two'));
  await run('toy.one');
});

describe('batchmates clean', () => {
  it('says what no pipeline names any more and how much it is, and removes it when it is told to', async () => {
    expect((await workspace.batchmates(['clean'])).stdout).toBe(
      'every artifact is named by a pipeline; nothing to remove\n',
    );
    await run('toy.two');
    await workspace.write('pipelines/toy/pipeline.yaml', glyphs('toy', 'two'));
    const told = await workspace.batchmates(['clean']);
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout).toMatch(
      /^artifacts\/toy\/one: dataset, 0\.\d MB, of which 0\.\d MB stay, linked to elsewhere; pipelines\/toy\/pipeline\.yaml has no instance of this name\n1 artifact, .*\nnothing removed; --yes removes them\n$/,
    );
    expect(await left()).toEqual(['one', 'two']);
    expect((await workspace.batchmates(['clean', '--yes'])).stdout).toMatch(/\n1 artifact removed\n$/);
    expect(await left()).toEqual(['two']);
    expect((await workspace.batchmates(['verify'])).stdout).toContain('artifacts/toy/two: as written');
  });

  it('removes what a pipeline left under a name that it has no more, and nothing that is no artifact', async () => {
    await workspace.write('pipelines/toy/pipeline.yaml', glyphs('renamed', 'one'));
    await workspace.write('artifacts/mine/notes.txt', 'mine');
    await run('renamed.one');
    const { stdout } = await workspace.batchmates(['clean', '--yes']);
    expect(stdout).toContain('; there is no pipeline toy\n');
    expect(await left('artifacts')).toEqual(['.pipelines', 'mine', 'renamed']);
  });

  it('removes what interrupted runs of such instances left', async () => {
    for (const name of ['one', 'gone']) {
      await workspace.write(`.cache/scratch/toy/${name}-0123456789abcdef/half.bin`, 'half');
      await workspace.write(`.cache/scratch/toy/${name}-0123456789abcdef.json`, '{}');
    }
    const { stdout } = await workspace.batchmates(['clean', '--yes']);
    expect(stdout).toMatch(/^\.cache\/scratch\/toy\/gone-[^:]*: an interrupted run, 0\.0 MB; /);
    expect(stdout).toMatch(/\n1 interrupted run removed\n$/);
    expect(await left('.cache/scratch/toy')).toEqual(['one-0123456789abcdef', 'one-0123456789abcdef.json']);
  });

  it('keeps what belongs to a file with mistakes, or to one that stands elsewhere', async () => {
    const elsewhere = join(await temporaryFolder(), 'mine.yaml');
    await writeFile(elsewhere, glyphs('elsewhere', 'one'));
    expect((await workspace.batchmates(['run', elsewhere, 'one'])).code).toBe(0);
    await workspace.write('pipelines/toy/pipeline.yaml', glyphs('toy', 'two').replace('letters', 'leters'));
    const { stdout, code } = await workspace.batchmates(['clean', '--yes']);
    expect(stdout).toMatch(
      /^kept, as its pipeline file has mistakes: pipelines\/toy\/pipeline\.yaml:.*leters/,
    );
    expect(stdout).toContain('nothing to remove');
    expect(code).toBe(0);
    expect(await left()).toEqual(['one']);
    expect(existsSync(join(workspace.root, 'artifacts/elsewhere/one'))).toBe(true);
    await rm(elsewhere);
    expect((await workspace.batchmates(['clean', '--yes'])).stdout).toContain(
      'there is no pipeline elsewhere',
    );
  });

  it('keeps what run-all has only restored, of a file that stands elsewhere', async () => {
    const elsewhere = join(await temporaryFolder(), 'mine.yaml');
    await writeFile(elsewhere, glyphs('restored', 'one'));
    const runAll = async () =>
      expect(await workspace.batchmates(['run-all', elsewhere])).toMatchObject({ code: 0 });
    await runAll();
    await rm(join(workspace.root, 'artifacts'), { recursive: true });
    await runAll();
    expect((await workspace.batchmates(['clean', '--yes'])).stdout).toContain('nothing to remove');
    expect(await left('artifacts/restored')).toEqual(['one']);
  });

  it('keeps what another workspace has made in the same folder', async () => {
    const shared = { BATCHMATES_ARTIFACTS: join(workspace.root, 'artifacts') };
    const other = await createTemporaryWorkspace();
    await other.write('experiments/theirs.yaml', glyphs('theirs', 'one'));
    expect(await other.batchmates(['run', 'experiments/theirs.yaml', 'one'], shared)).toMatchObject({
      code: 0,
    });
    expect((await workspace.batchmates(['clean', '--yes'])).stdout).toContain('nothing to remove');
    expect(await left('artifacts/theirs')).toEqual(['one']);
    await rm(join(other.root, 'experiments'), { recursive: true });
    expect((await workspace.batchmates(['clean', '--yes'])).stdout).toContain('there is no pipeline theirs');
  });

  it('leaves a link to another disk where it is', async () => {
    const disk = await temporaryFolder();
    await rm(join(workspace.root, 'artifacts/toy'), { recursive: true });
    await symlink(disk, join(workspace.root, 'artifacts/toy'));
    await run('toy.one');
    await workspace.write('pipelines/toy/pipeline.yaml', glyphs('toy', 'two'));
    expect((await workspace.batchmates(['clean', '--yes'])).stdout).toContain('1 artifact removed');
    expect(await left('artifacts')).toEqual(['.pipelines', 'toy']);
    expect(await readdir(disk)).toEqual([]);
  });
});

it('a run of a whole pipeline names what an older plan left', async () => {
  const file = join(workspace.root, 'pipelines/toy/pipeline.yaml');
  const told = async (...stages: string[]) => {
    await writeFile(file, glyphs('toy', ...stages));
    const plan = await planPipeline(file, planningContext(compose(), workspace.root));
    const older = await olderArtifacts(plan, workspace.root);
    return [older, older.length === 0 ? '' : describeOlder(plan, older).trim()];
  };
  expect(await told('one', 'two')).toEqual([[], '']);
  expect(await told('two')).toEqual([
    ['one'],
    'An older plan of toy left an artifact, which no report here reads: one; npx batchmates clean removes them',
  ]);
});

describe('batchmates inspect', () => {
  const state = async () =>
    /state +(.*)\n/.exec((await workspace.batchmates(['inspect', 'artifacts/toy/one'])).stdout)?.[1];

  it('says whether an artifact is up to date or of an older plan', async () => {
    expect(await state()).toBe('up to date');
    await workspace.edit('pipelines/toy/pipeline.yaml', 'letters: AB', 'letters: ABC');
    expect(await state()).toBe('of an older plan: with.letters: "AB" -> "ABC"');
    await workspace.write('pipelines/toy/pipeline.yaml', glyphs('toy', 'two'));
    expect(await state()).toBe('of an older plan: pipelines/toy/pipeline.yaml has no instance of this name');
    await workspace.write('pipelines/toy/pipeline.yaml', glyphs('other', 'one'));
    expect(await state()).toBe('of an older plan: pipelines/toy/pipeline.yaml is called other now');
    await rm(join(workspace.root, 'pipelines/toy'), { recursive: true });
    expect(await state()).toMatch(/^not known: no pipeline "toy"/);
  });
});

it('a file counts once, and what its removal frees only where no other link leads to it', async () => {
  const folder = await temporaryFolder();
  for (const name of ['a', 'b']) await mkdir(join(folder, name));
  await writeFile(join(folder, 'a/one'), '12345');
  await writeFile(join(folder, 'a/alone'), '123');
  await link(join(folder, 'a/one'), join(folder, 'b/one'));
  expect(await diskUse([join(folder, 'a')])).toEqual({ bytes: 8, freed: 3 });
  expect(await diskUse([join(folder, 'a'), join(folder, 'b')])).toEqual({ bytes: 8, freed: 8 });
});
