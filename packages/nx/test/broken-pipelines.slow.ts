import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTinyWorkspace, type TinyWorkspace } from './tiny-workspace.ts';

const COPY = 'pipelines/copy/pipeline.yaml';
const UNKNOWN_KEY = /pipelines\/copy\/pipeline\.yaml:\d+:\d+ stages\.train\.with\.epoch is not known here/;
const NAME_TAKEN =
  'pipelines/copy/pipeline.yaml: name "tiny" is taken by pipelines/tiny/pipeline.yaml; change name:';

let tiny: TinyWorkspace;

beforeAll(async () => {
  tiny = await createTinyWorkspace();
});

// Every test starts with a fresh copy of a good pipeline, and with what Nx remembers of the tests before.
beforeEach(async () => {
  await rm(join(tiny.root, 'pipelines/copy'), { recursive: true, force: true });
  await tiny.write(COPY, await tiny.read('pipelines/tiny/pipeline.yaml'));
});

async function expectMistake(target: string, mistake: string | RegExp): Promise<void> {
  const { code, stdout, stderr } = await tiny.runTarget(target);
  expect(stdout + stderr).toMatch(mistake);
  expect(stdout + stderr).not.toContain('multiple locations');
  expect(code).toBe(1);
}

describe('a copied pipeline under the name of the other', () => {
  it('is told to change it, by its own targets and every command; the other one runs', async () => {
    expect(await tiny.runAndList('tiny.glyphs:run')).toEqual(['glyphs']);
    await expectMistake('copy:run', NAME_TAKEN);
    await expectMistake('copy.train.balanced:run', NAME_TAKEN);
    for (const command of [
      ['plan', 'copy'],
      ['plan', COPY],
      ['why', 'copy'],
      ['run', 'copy.glyphs'],
    ]) {
      expect(await tiny.batchmates(command)).toEqual({
        code: 1,
        stdout: '',
        stderr: `batchmates: ${NAME_TAKEN}\n`,
      });
    }
    expect(await tiny.batchmates(['plan', 'tiny'])).toMatchObject({ code: 0 });
  });

  it('is told of its other mistakes too', async () => {
    await tiny.edit(COPY, 'epochs: 6', 'epoch: 6');
    await expectMistake('copy:run', NAME_TAKEN);
    await expectMistake('copy:run', UNKNOWN_KEY);
  });

  it('is the first of two when no folder has the name', async () => {
    for (const folder of ['one', 'two']) {
      await tiny.write(
        `pipelines/${folder}/pipeline.yaml`,
        'name: shared\nstages:\n  glyphs: { uses: ingestion/glyphs }\n',
      );
    }
    // The work of tiny.glyphs, which is done.
    expect(await tiny.runAndList('shared:run')).toEqual([]);
    await expectMistake('two:run', 'name "shared" is taken by pipelines/one/pipeline.yaml');
    for (const folder of ['one', 'two'])
      await rm(join(tiny.root, 'pipelines', folder), { recursive: true, force: true });
  });

  it('may be a package as well', async () => {
    await tiny.edit(COPY, 'name: tiny', 'name: report');
    await expectMistake(
      'copy:run',
      'pipelines/copy/pipeline.yaml: name "report" is taken by packages/report',
    );
  });
});

describe('a broken pipeline', () => {
  it('takes no name from a good one, whatever it was called before', async () => {
    await tiny.edit(COPY, 'name: tiny', 'name: former');
    expect(await tiny.runAndList('former.glyphs:run')).toEqual([]);
    await tiny.edit(COPY, 'name: former', 'name: copy');
    await tiny.edit(COPY, 'epochs: 6', 'epoch: 6');
    await tiny.write(
      'pipelines/former/pipeline.yaml',
      'name: former\nstages:\n  glyphs: { uses: ingestion/glyphs, with: { seed: 1 } }\n',
    );
    await expectMistake('copy:run', UNKNOWN_KEY);
    expect(await tiny.runAndList('former:run')).toEqual(['glyphs']);
    await rm(join(tiny.root, 'pipelines/former'), { recursive: true });
  });

  it('shows its mistakes under the name it now has, that of its folder and the one it had', async () => {
    await tiny.edit(COPY, 'name: tiny', 'name: before');
    expect(await tiny.runAndList('before.glyphs:run')).toEqual([]);
    await tiny.edit(COPY, 'name: before', 'name: after');
    await tiny.edit(COPY, 'epochs: 6', 'epoch: 6');
    for (const target of ['after:run', 'copy:run', 'before:run', 'before.train.balanced:run'])
      await expectMistake(target, UNKNOWN_KEY);
  });

  it('keeps the stage targets that its mistake removed, also when another pipeline is broken', async () => {
    await tiny.write('pipelines/other/pipeline.yaml', 'name: other\nstages: 7\n');
    await tiny.edit(COPY, 'name: tiny', 'name: copy');
    await tiny.edit(COPY, 'checkpoint: train,', 'checkpoint: train.balanced,');
    expect(await tiny.runAndList('copy.glyphs:run')).toEqual([]);
    await tiny.edit(COPY, '[standard, balanced]', '[standard, balance]');
    const mistake = /evaluate\.in\.checkpoint there is no instance "train\.balanced".*did you mean/;
    await expectMistake('copy.train.balanced:run', mistake);
    await expectMistake('copy:run', mistake);
    await expectMistake('other:run', /pipelines\/other\/pipeline\.yaml:2:1 stages/);
    await rm(join(tiny.root, 'pipelines/other'), { recursive: true });
  });

  it.each(['', 'name: ""\n', 'name: [\n', 'name: ../up\n', 'name: a:b\n', '- 1\n'])(
    'may be no pipeline at all: %j',
    async (text) => {
      await tiny.write(COPY, text);
      await expectMistake('copy:run', /pipelines\/copy\/pipeline\.yaml/);
    },
  );
});
