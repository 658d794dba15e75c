// What `batchmates new` writes is checked as its users do: its tests run, it is type-checked, and a pipeline uses it.
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../../src/testing/index.ts';

const PARTS = { strategy: 'neighbours', protocol: 'far-apart', metric: 'top-2-error', stage: 'class-counts' };

const PIPELINE = `name: parts
stages:
  glyphs:
    uses: ingestion/glyphs
    with: { letters: ABC, trainPerClass: 12, testPerClass: 6 }
  class-counts: { uses: ./class-counts.ts, in: { dataset: glyphs } }
  train:
    uses: trainer/train
    in: { dataset: glyphs }
    matrix: { batching: [standard, ./neighbours.ts] }
    with:
      network: cifar-resnet-8
      width: 4
      resolution: 12
      batching: '\${batching}'
      epochs: 1
      threads: 1
      augmentation: { kind: scale-crop, flip: false }
  calibrate:
    uses: evaluator/calibrate
    in: { checkpoint: train, dataset: glyphs }
    with: { threads: 1 }
  evaluate:
    uses: evaluator/evaluate
    in: { checkpoint: calibrate, dataset: glyphs }
    matrix: { protocol: [standard, ./far-apart.ts] }
    with: { protocol: '\${protocol}', threads: 1 }
  report:
    uses: report/report
    in: { results: evaluate, checkpoints: train }
    with: { metrics: [./top-2-error.ts] }
`;

const FOLDER = 'pipelines/parts';
let workspace: TemporaryWorkspace;
const told: Record<string, string> = {};

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  const templates = join(import.meta.dirname, '../../templates');
  await cp(templates, join(workspace.root, 'packages/cli/templates'), { recursive: true });
  await cp(join(templates, 'pipelines-tsconfig.json'), join(workspace.root, 'pipelines/tsconfig.json'));
  await mkdir(join(workspace.root, FOLDER));
  await workspace.write(`${FOLDER}/pipeline.yaml`, PIPELINE);
  for (const [kind, name] of Object.entries(PARTS)) {
    const { code, stdout, stderr } = await workspace.batchmates(['new', kind, name]);
    expect(code, stderr).toBe(0);
    told[kind] = stdout;
  }
});

const tool = (file: string, args: readonly string[]) =>
  promisify(execFile)(process.execPath, [join('node_modules', file), ...args], {
    cwd: workspace.root,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '' },
  });

/** The instances that would run again, each with why. */
async function outdated(): Promise<string[]> {
  const { stdout } = await workspace.batchmates(['why', 'parts']);
  return [...stdout.matchAll(/^(\S+): would rerun$/gm)].map(([, instance]) => instance!);
}

describe('parts of `batchmates new`', () => {
  it('stand beside the pipeline, and the line that uses each is said', async () => {
    const files = Object.values(PARTS).flatMap((name) => [`${name}.test.ts`, `${name}.ts`]);
    expect((await readdir(join(workspace.root, FOLDER))).sort()).toEqual([...files, 'pipeline.yaml'].sort());
    expect(told['strategy']).toBe(
      'pipelines/parts/neighbours.ts: a batching strategy that works as it is; edit it\n' +
        'pipelines/parts/neighbours.test.ts: its test; npx vitest run pipelines/parts/neighbours.test.ts\n' +
        'To use it in pipelines/parts/pipeline.yaml, under `with:` of a training:\n' +
        '  batching: ./neighbours.ts\n',
    );
    expect(told['protocol']).toContain('\n  protocol: ./far-apart.ts\n');
    expect(told['metric']).toContain('\n  metrics: [./top-2-error.ts]\n');
    expect(told['stage']).toContain(
      '\n  class-counts: { uses: ./class-counts.ts, in: { dataset: glyphs } }\n',
    );
    for (const file of files)
      expect(await readFile(join(workspace.root, FOLDER, file), 'utf8')).not.toContain('new-');
  });

  it('pass their own tests', async () => {
    const { stdout } = await tool('vitest/vitest.mjs', ['run', FOLDER]);
    expect(stdout).toMatch(/Test Files.* 4 passed/);
  });

  it('are type-checked strictly', async () => {
    // The packages stand here as sources, which are checked, too: one of them needs more than modules of one's own do.
    await tool('typescript/bin/tsc', ['-p', 'pipelines', '--lib', 'es2024']);
  });

  it('run in a pipeline to its report', async () => {
    const { code, stdout, stderr } = await workspace.nx(['run', 'parts:run']);
    expect(code, stdout + stderr).toBe(0);
    const read = (file: string) => workspace.read(`artifacts/parts/${file}`);
    expect(await read('class-counts/classes.csv')).toBe('class,images\nA,12\nB,12\nC,12\n');
    expect(JSON.parse(await read('train.neighbours/artifact.json'))).toMatchObject({
      params: { batching: { kind: './neighbours.ts', block: 2 } },
    });
    const report = await read('report/report.md');
    expect(report).toContain('Top-2 error');
    expect(report).toContain('Far apart');
    expect(await outdated()).toEqual([]);
  });
});

describe('an edit of a part runs again what depends on it, and nothing else', () => {
  // An edit that changes no result: what depends on the file itself would run, what reads its artifact waits for that.
  it.each([
    ['neighbours', ['train.neighbours']],
    ['far-apart', ['evaluate.standard.far-apart', 'evaluate.neighbours.far-apart']],
    ['top-2-error', ['report']],
    ['class-counts', ['class-counts']],
  ])('%s', async (name, expected) => {
    const file = `${FOLDER}/${name}.ts`;
    const before = await workspace.read(file);
    await workspace.write(file, `${before}// edited\n`);
    const { stdout } = await workspace.batchmates(['why', 'parts']);
    const direct = [...stdout.matchAll(/^(\S+): would rerun\n {2}- (.*)$/gm)].filter(([, , why]) =>
      why!.startsWith(`${file} changed`),
    );
    expect(direct.map(([, instance]) => instance).sort()).toEqual(expected.toSorted());
    await workspace.write(file, before);
    expect(await outdated()).toEqual([]);
  });

  it('the test of a part counts for nothing', async () => {
    for (const name of Object.values(PARTS)) {
      const file = `${FOLDER}/${name}.test.ts`;
      await workspace.write(file, `${await workspace.read(file)}// edited\n`);
    }
    expect(await outdated()).toEqual([]);
  });

  it('so Nx runs the rest from its cache', async () => {
    await workspace.edit(`${FOLDER}/far-apart.ts`, 'default(10)', 'default(9)');
    const { code, stdout, stderr } = await workspace.nx(['run', 'parts:run']);
    expect(code, stdout + stderr).toBe(0);
    const ran = [...stdout.matchAll(/nx run parts\.(\S+):run$/gm)].map(([, instance]) => instance!);
    expect([...new Set(ran)].sort()).toEqual([
      'evaluate.neighbours.far-apart',
      'evaluate.standard.far-apart',
      'report',
    ]);
  });
});
