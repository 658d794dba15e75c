import { existsSync } from 'node:fs';
import { copyFile, cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeArtifact, type Artifact } from '@batchmates/artifact';
import { CURVES_FILE, writeCurves } from '@batchmates/checkpoint';
import { simulatePipeline } from '@batchmates/report/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../src/testing/index.ts';

const PIPELINE = `name: toy
stages:
  glyphs: { uses: ingestion/glyphs }
  train:
    uses: trainer/train
    in: { dataset: glyphs }
    matrix: { batching: [standard, balanced, sequential] }
    with: { network: cifar-resnet-8, batching: '\${batching}', epochs: 1 }
  calibrate: { uses: evaluator/calibrate, in: { checkpoint: train, dataset: glyphs } }
`;

const HEAD = 'epoch,learning_rate,loss,train_error,error_standard_running,error_balanced_batch\n';

let workspace: TemporaryWorkspace;
const artifacts = () => join(workspace.root, 'artifacts/toy');

/** Tested after every second epoch. */
const epoch = (number: number) => ({
  epoch: number,
  learningRate: 0.05,
  loss: 1 / number,
  trainError: 0.5 / number,
  errorStandardRunning: number % 2 === 0 ? 0.25 : NaN,
  errorBalancedBatch: number % 2 === 0 ? 0.125 : NaN,
});

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  await workspace.write('pipelines/toy/pipeline.yaml', PIPELINE);
  const { checkpoints } = await simulatePipeline({ directory: artifacts(), images: 20 });
  const standard = await derive(checkpoints[0]!, 'train.standard', 'trainer/train', []);
  await derive(standard, 'calibrate.standard', 'evaluator/calibrate', [standard]);
});

/** A checkpoint with the network of another one; the curves are the other's when it is made from it. */
function derive(
  { directory, manifest }: Artifact,
  instance: string,
  stage: string,
  from: readonly Artifact[],
): Promise<Artifact> {
  const inputs: Record<string, string[]> =
    from.length === 0 ? {} : { checkpoint: from.map(({ identity }) => identity) };
  return writeArtifact(
    {
      directory: join(artifacts(), instance),
      manifest: { type: 'checkpoint', stage, instance, variant: {}, params: {}, inputs },
      from,
    },
    async (folder) => {
      for (const { path } of manifest.files) await copyFile(join(directory, path), join(folder, path));
      if (from.length === 0) await writeCurves(folder, [1, 2, 4].map(epoch));
    },
  );
}

const exportCurves = (...args: readonly string[]) => workspace.batchmates(['export-curves', ...args]);

describe('batchmates export-curves', () => {
  it('writes the curves of every trained checkpoint of a pipeline, calibrated ones left out', async () => {
    const { code, stdout, stderr } = await exportCurves('toy', '--output', 'out/curves');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe(
      'out/curves/toy.train.standard.csv: toy.train.standard, 3 epochs\n' +
        'out/curves/toy.train.balanced.csv: toy.train.balanced, 12 epochs\n' +
        'out/curves/runs.csv: how each was trained\n' +
        'toy.train.sequential: not trained yet\n',
    );
    expect(await workspace.read('out/curves/toy.train.standard.csv')).toBe(
      `${HEAD}1,0.05,1,0.5,,\n2,0.05,0.5,0.25,0.25,0.125\n4,0.05,0.25,0.125,0.25,0.125\n`,
    );
    const [head, ...runs] = (await workspace.read('out/curves/runs.csv')).trimEnd().split('\n');
    expect(head).toMatch(/^run,network,dataset,seed,.*\boptimizer\.momentum\b/);
    expect(runs.map((run) => run.split(',').slice(0, 2))).toEqual([
      ['toy.train.standard', expect.stringContaining('resnet')],
      ['toy.train.balanced', expect.stringContaining('resnet')],
    ]);
    expect(await readdir(join(workspace.root, 'out'))).toEqual(['curves']);
  });

  it('takes instances and folders, and gives every run a file of its own', async () => {
    await cp(join(artifacts(), 'train.balanced'), join(workspace.root, 'kept/toy/train.balanced'), {
      recursive: true,
    });
    const { stdout } = await exportCurves('toy.train.balanced', 'kept/toy', '--output', 'two');
    expect(stdout).toBe(
      'two/toy.train.balanced.csv: toy.train.balanced, 12 epochs\n' +
        'two/toy.train.balanced-2.csv: toy.train.balanced, 12 epochs\n' +
        'two/runs.csv: how each was trained\n',
    );
    const calibrated = await exportCurves('artifacts/toy/calibrate.standard', '--output', 'one');
    expect(calibrated.stdout).toMatch(/^one\/toy\.calibrate\.standard\.csv: .*3 epochs\n/);
  });

  it.each([
    [
      'one that is not trained',
      ['toy.train.sequential', '--output', 'none'],
      /^batchmates: toy\.train\.sequential: expected a trained checkpoint of an earlier run, received none yet; run npx batchmates run-all toy\.train\.sequential\n$/,
    ],
    [
      'an artifact of another type',
      ['toy.glyphs', '--output', 'none'],
      /^batchmates: toy\.glyphs: expected a trained checkpoint, received dataset; /,
    ],
    ['no folder', ['toy'], /^batchmates: required option '--output <folder>' not specified\n$/],
    [
      'a folder that holds something',
      ['toy', '--output', 'pipelines'],
      /^batchmates: option --output pipelines: /,
    ],
  ])('answers %s with a line and its remedy', async (_, args, message) => {
    const { code, stdout, stderr } = await exportCurves(...args);
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([1, '']);
    expect(existsSync(join(workspace.root, 'none'))).toBe(false);
  });

  it('refuses damaged curves, and names the command that makes them again', async () => {
    const file = join(artifacts(), 'train.balanced', CURVES_FILE);
    await copyFile(join(artifacts(), 'train.standard', CURVES_FILE), file);
    const { code, stderr } = await exportCurves('toy', '--output', 'none');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^batchmates: .*curves\.arrow: .*; remake it: npx batchmates run-all toy\.train\.balanced\n$/,
    );
    expect((await readdir(workspace.root)).filter((name) => /none|partial/.test(name))).toEqual([]);
  });
});
