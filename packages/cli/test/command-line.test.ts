import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../src/testing/index.ts';

const STAGES = `
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineStage } from '@batchmates/stage';
import { z } from 'zod';

export const source = (extra = {}) =>
  defineStage({
    uses: 'source',
    summary: 'writes its params',
    inputs: {},
    output: 'numbers',
    params: z.strictObject({ count: z.number().default(1), mode: z.enum(['fine', 'full', 'slow', 'resume', 'defect']).default('fine') }),
    async run({ params, output, scratch, signal, progress }) {
      await writeFile(join(output, 'half.txt'), 'half');
      if (params.mode === 'full') await writeFile('/dev/full', 'more');
      if (params.mode === 'defect') throw new TypeError('of theirs');
      if (params.mode === 'resume') {
        progress.note('found ' + ((await readdir(scratch)).join() || 'nothing'));
        await writeFile(join(scratch, 'kept.txt'), 'for the next run');
        throw new TypeError('half-way');
      }
      if (params.mode === 'slow') {
        await writeFile(join(scratch, 'kept.txt'), 'for the next run');
        progress.note('waiting');
        await new Promise((_, reject) => {
          const timer = setInterval(() => undefined, 1000);
          signal.addEventListener('abort', () => {
            clearInterval(timer);
            reject(signal.reason);
          });
        });
      }
      await writeFile(join(output, 'numbers.json'), JSON.stringify(params.count));
      return { counted: params.count };
    },
    ...extra,
  });

export default source();
`;

const sink = `
import { source } from './source.ts';
export default source({ uses: 'sink', inputs: { numbers: { type: 'numbers' } } });
`;

const pipeline = (params: string): string => `name: toy
stages:
  source: { uses: ./source.ts, with: ${params} }
  sink: { uses: ./sink.ts, in: { numbers: source } }
`;

let workspace: TemporaryWorkspace;
const write = (params: string) => workspace.write('pipelines/toy/pipeline.yaml', pipeline(params));
const artifacts = () => join(workspace.root, 'artifacts/toy');

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  await workspace.write('pipelines/toy/source.ts', STAGES);
  await workspace.write('pipelines/toy/sink.ts', sink);
});

describe('the command line', () => {
  it('plans, runs stage by stage, and explains what would rerun', async () => {
    await write('{ count: 2 }');
    const plan = await workspace.batchmates(['plan', 'toy', '--params']);
    expect(plan.stdout).toBe(
      'toy (pipelines/toy/pipeline.yaml): 2 stages\n' +
        '  source  ./source.ts -> numbers\n      count: 2\n      mode: "fine"\n' +
        '  sink    ./sink.ts -> numbers  (numbers: source)\n      count: 1\n      mode: "fine"\n',
    );
    expect(await workspace.batchmates(['run', 'toy', 'source'])).toMatchObject({
      code: 0,
      stdout: 'toy.source: numbers in artifacts/toy/source\n',
    });
    expect(await workspace.batchmates(['run', 'toy.sink'])).toMatchObject({ code: 0 });
    expect((await workspace.batchmates(['why', 'toy'])).stdout).toBe(
      'source: up to date\nsink: up to date\nnothing would rerun\n',
    );
    expect(await workspace.batchmates(['run', 'toy.sink'])).toEqual({
      code: 0,
      stdout: 'toy.sink: up to date\n',
      stderr: '',
    });
    expect((await workspace.batchmates(['run', 'toy.sink', '--force'])).stdout).toBe(
      'toy.sink: numbers in artifacts/toy/sink\n',
    );
    const run = JSON.parse(await readFile(join(artifacts(), 'source/run.json'), 'utf8')) as object;
    expect(run).toMatchObject({ pipeline: 'toy', report: { counted: 2 } });
    expect(existsSync(join(workspace.root, '.cache/scratch/toy/source'))).toBe(false);
  });

  it('says which input changed: params, sources, third-party files, libraries', async () => {
    await write('{ count: 3 }');
    await workspace.edit('pipelines/toy/sink.ts', 'import', '// edited\nimport');
    await workspace.edit('packages/errors/src/index.ts', 'export', '// edited\nexport');
    const { stdout } = await workspace.batchmates(['why', 'toy.sink']);
    expect(stdout).toContain(
      'source: would rerun\n  - with.count: 2 -> 3\n  - sources of the package errors changed\n',
    );
    expect(stdout).toContain(
      '  - pipelines/toy/sink.ts changed\n  - source would rerun (this one need not, if the new artifact is equal)\n',
    );
  });

  it('refuses an input that the pipeline file no longer describes', async () => {
    const result = await workspace.batchmates(['run', 'toy', 'sink']);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(
      /^batchmates: artifact .*source: expected what toy now makes of source, received what it made before: with\.count: 2 -> 3; sources of the package errors changed; run npx batchmates run-all toy\.source first\n$/,
    );
  });

  it.each([
    [
      'a YAML typo',
      '{ cuont: 3 }',
      ['run', 'toy', 'source'],
      /^batchmates: pipelines\/toy\/pipeline\.yaml:3:40 stages\.source\.with\.cuont is not known here: expected one of count, mode; did you mean "count"\?\n$/,
    ],
    [
      'an unknown instance',
      '{}',
      ['run', 'toy', 'suorce'],
      /^batchmates: pipeline toy has no instance "suorce": expected one of source, sink; did you mean "source"\?\n$/,
    ],
    [
      'an unknown pipeline',
      '{}',
      ['run', 'toi', 'source'],
      /^batchmates: no pipeline "toi": .*; did you mean "toy"\?\n$/,
    ],
    [
      'no instance',
      '{}',
      ['run', 'toy'],
      /^batchmates: batchmates run toy: expected one of source, sink; npx batchmates run-all toy runs them all\n$/,
    ],
    ['an unknown command', '{}', ['plam'], /^batchmates: unknown command 'plam'\n/],
    ['an unknown option', '{}', ['plan', '--param'], /^batchmates: unknown option '--param'\n/],
    [
      'a number that is none',
      '{}',
      ['describe', 'cifar-resnet-20', '--width', 'wide'],
      /expected a whole number above 0/,
    ],
    ['an unknown network', '{}', ['describe', 'cifar-resnet-21'], /^batchmates: network "cifar-resnet-21"/],
    [
      'an unknown stage',
      '{}',
      ['stages', 'trainer/trian'],
      /^batchmates: unknown stage "trainer\/trian".*did you mean "trainer\/train"\?\n$/,
    ],
    [
      'a folder that is no artifact',
      '{}',
      ['inspect', 'pipelines'],
      /^batchmates: no artifact: .*pipelines: .*; name <pipeline>\.<stage>, or its folder, .*\n$/,
    ],
    [
      'an artifact that no pipeline makes',
      '{}',
      ['inspect', 'toy.sorce'],
      /^batchmates: pipeline toy has no instance "sorce": .*; did you mean "source"\?\n$/,
    ],
    [
      'an artifact without its stage',
      '{}',
      ['inspect', 'toy'],
      /^batchmates: no artifact: toy: expected a stage of this pipeline; name <pipeline>\.<stage>, .*\n$/,
    ],
    [
      'a stage without batches',
      '{}',
      ['batches', 'toy.source'],
      /^batchmates: source \(\.\/source\.ts\) makes no batches/,
    ],
    [
      'a full disk',
      '{ mode: full }',
      ['run', 'toy', 'source'],
      /^batchmates: writing .*source: expected room on the disk, received none left; /,
    ],
  ])('answers %s with one line and exit code 1', async (_, params, command, message) => {
    await write(params);
    const result = await workspace.batchmates(command);
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toContain('    at ');
    expect(result.code).toBe(1);
    expect((await readdir(artifacts())).toSorted()).toEqual(['sink', 'source']);
  });

  it("names the line of a third party's stage that threw", async () => {
    await write('{ mode: defect }');
    const result = await workspace.batchmates(['run', 'toy', 'source']);
    expect(result.stderr).toBe(
      'batchmates: source: pipelines/toy/source.ts:17:43 threw: received TypeError: of theirs; it is no part of Batchmates: mend it there\n',
    );
    expect(result.code).toBe(1);
  });

  it('shows the stack of a defect of its own, with an exit code of its own', async () => {
    await write('{}');
    const file = 'packages/cli/src/open-inputs.ts';
    await workspace.edit(
      file,
      'const remembered =',
      "if (root) throw new TypeError('of ours');\n  const remembered =",
    );
    const result = await workspace.batchmates(['run', 'toy', 'source']);
    await workspace.edit(file, "if (root) throw new TypeError('of ours');\n  ", '');
    expect(result.code).toBe(70);
    expect(result.stderr).toMatch(/a defect of the program.*\nTypeError: of ours\n {4}at /);
  });

  it('stops on Ctrl-C: the old artifact stands, nothing half-written stays, scratch is kept', async () => {
    await write('{ mode: slow }');
    const before = await readFile(join(artifacts(), 'source/artifact.json'), 'utf8');
    const child = spawn(
      process.execPath,
      [join(workspace.root, 'packages/cli/bin/batchmates.mjs'), 'run', 'toy', 'source'],
      { cwd: workspace.root },
    );
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      const before = stderr;
      stderr += chunk.toString();
      // Once: a second Ctrl-C would end the process on the spot.
      if (stderr.includes('waiting') && !before.includes('waiting')) child.kill('SIGINT');
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(130);
    expect(stderr).toBe(
      'waiting\nbatchmates: interrupted; what was done is kept: the same command goes on from there\n',
    );
    expect(await readFile(join(artifacts(), 'source/artifact.json'), 'utf8')).toBe(before);
    expect((await readdir(artifacts())).toSorted()).toEqual(['sink', 'source']);
    const [scratch] = await readdir(join(workspace.root, '.cache/scratch/toy'));
    expect(await readdir(join(workspace.root, '.cache/scratch/toy', scratch!))).toEqual(['kept.txt']);
  });

  it('says why it does not go on with an interrupted run, whose work is kept until it has finished', async () => {
    const scratch = join(workspace.root, '.cache/scratch/toy');
    const [kept] = await readdir(scratch);
    await write('{ mode: resume, count: 2 }');
    const other = await workspace.batchmates(['run', 'toy', 'source']);
    expect(other.stderr).toContain(
      'not going on with an interrupted run: with.count: 1 -> 2; with.mode: "slow" -> "resume"; what it left is kept until this run has finished\n',
    );
    expect(other.stderr).toContain('found nothing\n');
    expect(await readdir(scratch)).toContain(kept);
    await write('{ count: 2 }');
    const last = await workspace.batchmates(['run', 'toy', 'source']);
    expect(last.stderr.match(/not going on/g)).toHaveLength(2);
    expect(await readdir(scratch)).toEqual([]);
  });

  it('reruns nothing for a param without effect, which it does not record', async () => {
    const describe = async (count: number) => {
      await write(`{ count: ${count}, mode: fine }`);
      return (await workspace.batchmates(['plan', 'toy', '--digests'])).stdout.match(/digest: (\w+)/)![1];
    };
    const counted = [await describe(1), await describe(2)];
    expect(counted[0]).not.toBe(counted[1]);
    await workspace.edit(
      'pipelines/toy/source.ts',
      '    ...extra,',
      "    withoutEffect: ['count'],\n    ...extra,",
    );
    expect(await describe(1)).toBe(await describe(2));
    expect((await workspace.batchmates(['run', 'toy', 'source'])).code).toBe(0);
    const { params } = JSON.parse(await readFile(join(artifacts(), 'source/artifact.json'), 'utf8')) as {
      params: unknown;
    };
    expect(params).toEqual({ mode: 'fine' });
    await workspace.edit('pipelines/toy/source.ts', "    withoutEffect: ['count'],\n", '');
  });

  it('goes on from the scratch folder of the same work only, not from that of edited sources', async () => {
    const resumed = async () => (await workspace.batchmates(['run', 'toy', 'source'])).stderr;
    await write('{ mode: resume }');
    expect(await resumed()).toContain('found nothing\n');
    expect(await resumed()).toContain('found kept.txt\n');
    await workspace.edit('pipelines/toy/source.ts', 'import', '// edited\nimport');
    expect(await resumed()).toContain('found nothing\n');
  });

  it('may be cut short by the reader of its output', async () => {
    await write('{}');
    const child = spawn(
      process.execPath,
      [join(workspace.root, 'packages/cli/bin/batchmates.mjs'), 'describe', 'cifar-resnet-44'],
      { cwd: workspace.root },
    );
    child.stdout.once('data', () => child.stdout.destroy());
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(stderr).toBe('');
  });
});
