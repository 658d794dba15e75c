import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readResults } from '@batchmates/results';
import { numbers, readTable } from '@batchmates/tables';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../src/testing/index.ts';

const example = join(import.meta.dirname, '../../../examples/third-party');
let workspace: TemporaryWorkspace;

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  await cp(example, join(workspace.root, 'examples/third-party'), { recursive: true });
});

const artifact = (instance: string, file: string) =>
  readFile(join(workspace.root, 'artifacts/third-party', instance, file), 'utf8');

describe('examples/third-party', () => {
  it('runs a strategy and a stage from files outside packages/', async () => {
    const { code, stdout, stderr } = await workspace.nx(['run', 'third-party:run']);
    expect(code, stdout + stderr).toBe(0);
    const table = (await artifact('brightness', 'brightness.csv')).trimEnd().split('\n');
    expect(table).toHaveLength(11);
    expect(table[1]).toMatch(/^A,\d+\.\d\d$/);
    expect(JSON.parse(await artifact('train.one-class', 'artifact.json'))).toMatchObject({
      type: 'checkpoint',
      params: { batching: { kind: './one-class.ts' } },
      variant: { batching: './one-class.ts' },
    });
    // Thirteen stages with Nx, each a process: a busy machine takes its time.
  });

  it('tests under protocols from files, which say themselves how they are headed and decide', async () => {
    const metrics = async (protocol: string): Promise<unknown> =>
      JSON.parse(await artifact(`evaluate.one-class.${protocol}`, 'result.json'));
    expect(await metrics('two-of-each')).toMatchObject({
      protocol: {
        name: 'two-of-each',
        heading: 'Two of each class',
        order: 45,
        composition: { kind: 'balanced', samplesPerClass: 2, classesPerBatch: 10 },
        decision: null,
      },
    });
    expect(await metrics('equal-shares')).toMatchObject({
      protocol: { name: 'equal-shares', heading: 'Equal shares', order: 75, decision: 'equal shares' },
    });
    // Ten classes share the answers for 200 images.
    const folder = 'artifacts/third-party/evaluate.one-class.equal-shares';
    const { predicted } = await (await readResults(join(workspace.root, folder))).predictions();
    for (let label = 0; label < 10; label++) expect(predicted.filter((x) => x === label)).toHaveLength(20);
  });

  it('shows its metric in the report, in a column of its own', async () => {
    const report = await artifact('report', 'report.md');
    expect(report).toContain('## Further metrics');
    expect(report).toMatch(/Expected calibration error *\| *Mean confidence/);
    const rows = report.split('\n').filter((line) => line.includes('Two of each class'));
    expect(rows.some((line) => /\b0\.\d{3}\b/.test(line))).toBe(true);
  });

  it('shows its batches: one class in each', async () => {
    const { stdout } = await workspace.batchmates(['batches', 'third-party.train.one-class', '--first', '5']);
    const counts = stdout
      .split('\n')
      .filter((line) => /^batch \d+ +\d/.test(line))
      .map((line) => line.trim().split(/ +/).slice(2).map(Number));
    expect(counts).toHaveLength(5);
    for (const row of counts) expect(row.toSorted((a, b) => b - a)).toEqual([10, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('saves them as a plan', async () => {
    const file = join(workspace.root, 'plan.arrow');
    await workspace.batchmates(['batches', 'third-party.train.one-class', '--save', file]);
    const plan = await readTable(file);
    const [epoch, batch, image] = ['epoch', 'batch', 'image'].map((name) => numbers(plan, name));
    for (const each of [0, 1, 2]) {
      const own = image!.filter((_, row) => epoch![row] === each).toSorted();
      expect(own).toEqual(Float64Array.from(own, (_, index) => index));
      expect(Math.max(...batch!.filter((_, row) => epoch![row] === each)) + 1).toBe(own.length / 10);
    }
    const nowhere = await workspace.batchmates(['batches', 'third-party', '--save', 'no-folder/plan.arrow']);
    expect(nowhere.stderr).toMatch(
      /^batchmates: option --save no-folder\/plan.arrow: expected a file in a folder.*\n$/,
    );
    expect(nowhere.code).toBe(1);
  });

  it('retrains only the arm whose strategy file changed', async () => {
    await workspace.edit('examples/third-party/one-class.ts', '/**', '// edited\n/**');
    const { stdout } = await workspace.batchmates(['why', 'third-party']);
    expect(stdout).toContain('train.standard: up to date');
    expect(stdout).toContain('train.one-class: would rerun\n  - examples/third-party/one-class.ts changed');
    const { stdout: output } = await workspace.nx(['run', 'third-party:run']);
    expect(output).toMatch(
      /nx run third-party\.train\.standard:run {2}\[(local cache|existing outputs match the cache, left as is)\]/,
    );
    expect(output).not.toMatch(/nx run third-party\.train\.one-class:run {2}\[/);
  });
});
