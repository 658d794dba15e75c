import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../src/testing/index.ts';

/** What a pipeline of letters is told that it should not be. */
interface Mistake {
  readonly train?: string;
  readonly checkpoint?: 'train' | 'calibrate';
  readonly protocol?: string;
  readonly evaluate?: string;
}

const pipeline = ({
  train = '',
  checkpoint = 'calibrate',
  protocol = 'balanced',
  evaluate = '',
}: Mistake): string => `
name: early
stages:
  glyphs:
    uses: ingestion/glyphs
    with: { letters: ABC, trainPerClass: 9, testPerClass: 4 }
  train:
    uses: trainer/train
    in: { dataset: glyphs }
    matrix: { seed: [0, 1] }
    with: { network: cifar-resnet-8, width: 4, ${train.includes('resolution') ? '' : 'resolution: 12, '}epochs: 1, seed: '\${seed}', ${train} }
  calibrate:
    uses: evaluator/calibrate
    in: { checkpoint: train, dataset: glyphs }
  evaluate:
    uses: evaluator/evaluate
    in: { checkpoint: ${checkpoint}, dataset: glyphs }
    with: { protocol: ${protocol}, ${evaluate} }
`;

let workspace: TemporaryWorkspace;

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
});

const told = async (mistake: Mistake, command: readonly string[]) => {
  await workspace.write('pipelines/early/pipeline.yaml', pipeline(mistake));
  const { code, stderr } = await workspace.batchmates(command);
  return { code, stderr };
};

describe('before anything has run', () => {
  it.each<[string, Mistake, string]>([
    [
      'an unknown engine, once for all instances that name it',
      { train: 'engine: cuda' },
      'train.0 and 1 more: engine "cuda": expected auto, tfjs-node-gpu, onednn, tfjs-node, tfjs-wasm, tfjs-cpu, onnxruntime, onnxruntime-wasm',
    ],
    [
      'pooled statistics of a checkpoint on which nobody pools',
      { checkpoint: 'train', protocol: 'standard' },
      'evaluate.0 and 1 more: statistics "population": expected a checkpoint with statistics pooled over the training set, received one without; run evaluator/calibrate on the checkpoint first, or use statistics: running',
    ],
  ])('plan and run-all say %s', async (_, mistake, message) => {
    for (const command of ['plan', 'run-all'])
      expect(await told(mistake, [command, 'early'])).toEqual({
        code: 1,
        stderr: `batchmates: ${message}\n`,
      });
    expect(existsSync(join(workspace.root, 'artifacts/early'))).toBe(false);
  });

  it.each<[string, Mistake]>([
    ['running statistics', { checkpoint: 'train', protocol: '{ kind: standard, statistics: running }' }],
    ['batch statistics', { checkpoint: 'train' }],
    [
      'a network without batch norm',
      { checkpoint: 'train', protocol: 'standard', train: 'norm: { kind: group, groups: 2 }' },
    ],
  ])('%s need no pooling', async (_, fine) => {
    expect(await told(fine, ['plan', 'early'])).toEqual({ code: 0, stderr: '' });
  });

  it.each<[Mistake, string]>([
    [
      { train: 'batchSize: 1' },
      'with.batchSize: 1: batch norm sees one image at a time, and batches have no structure to study',
    ],
    [{ train: 'learningRate: 1000' }, 'with.learningRate: 1000: training will diverge'],
    [
      { protocol: '{ kind: random, batchSize: 1 }' },
      'with.protocol.batchSize: 1: under batch statistics every image is normalised by itself',
    ],
  ])('what can hardly be meant is said, and runs: %j', async (odd, warning) => {
    const { code, stderr } = await told(odd, ['plan', 'early']);
    expect(stderr).toMatch(/^warning: (train|evaluate)\.0 and 1 more: /);
    expect(stderr).toContain(`and 1 more: ${warning}\n`);
    expect(code).toBe(0);
  });

  it('batches of one image are no news to a network without batch norm', async () => {
    const train = 'batchSize: 1, norm: { kind: group, groups: 2 }';
    expect(await told({ train }, ['plan', 'early'])).toEqual({ code: 0, stderr: '' });
  });

  it('a stage that others depend on does not run for nothing', async () => {
    const { code, stderr } = await told({ evaluate: 'engine: cuda' }, ['run', 'early', 'glyphs']);
    expect(stderr).toContain('batchmates: evaluate.0 and 1 more: engine "cuda": ');
    expect(code).toBe(1);
  });
});

describe('once the data set is there', () => {
  beforeAll(async () => {
    expect(await told({}, ['run', 'early', 'glyphs'])).toMatchObject({ code: 0 });
  });

  it.each<[string, Mistake, string | RegExp]>([
    [
      'a batch size that the strategy does not compose',
      { train: 'batching: { kind: balanced, samplesPerClass: 2 }, batchSize: 3' },
      'train.0 and 1 more: option batchSize under balanced batching: expected 6 (2 per class, 3 classes), received 3; change batchSize, samplesPerClass or classesPerBatch',
    ],
    [
      'a training batch larger than the split',
      { train: 'batchSize: 28' },
      'train.0 and 1 more: training: batchSize under batching "standard": expected at most the 27 images of split train, received 28, which leaves no batch',
    ],
    [
      'a test batch larger than the split',
      { protocol: '{ kind: random, batchSize: 13 }' },
      'evaluate.0 and 1 more: batches of protocol "random": expected at most the 12 images of the split, or one would meet itself and count twice in the statistics, received 13 images; lower batchSize',
    ],
    [
      'an unknown split',
      { evaluate: 'split: validation' },
      /^evaluate\.0 and 1 more: data set .*: expected one of its splits: train, test, received validation$/,
    ],
    [
      'a network for which there is no memory',
      { train: 'resolution: 20000' },
      /^train\.0 and 1 more: training network "cifar-resnet-8" in batches of 3: expected a need of at most [\d.]+ GB of memory, which are free, received one of [\d.]+ GB or more; lower width, resolution or batchSize$/,
    ],
  ])('plan says %s', async (_, mistake, message) => {
    const { code, stderr } = await told(mistake, ['plan', 'early']);
    const line = stderr.replace(/^batchmates: /, '').trimEnd();
    if (typeof message === 'string') expect(line).toBe(message);
    else expect(line).toMatch(message);
    expect(code).toBe(1);
  });

  it('an out-of-date one is not looked at', async () => {
    await workspace.write(
      'pipelines/early/pipeline.yaml',
      pipeline({ train: 'batchSize: 28' }).replace('trainPerClass: 9', 'trainPerClass: 10'),
    );
    expect(await workspace.batchmates(['plan', 'early'])).toMatchObject({ code: 0, stderr: '' });
  });
});

it('a disk that is too full for what the stages expect to write is named', async () => {
  await workspace.write(
    'pipelines/large/stage.ts',
    `import { writeFile } from 'node:fs/promises';
     import { join } from 'node:path';
     import { defineStage } from '@batchmates/stage';
     import { z } from 'zod';
     export default defineStage({
       uses: 'large', summary: 'would write an exabyte', inputs: {}, output: 'numbers', params: z.strictObject({}),
       check: async () => ({ bytes: 1e18 }),
       run: async ({ output }) => void (await writeFile(join(output, 'a.txt'), 'a')),
     });`,
  );
  await workspace.write(
    'pipelines/large/pipeline.yaml',
    'name: large\nstages: { a: { uses: ./stage.ts } }\n',
  );
  const { code, stderr } = await workspace.batchmates(['plan', 'large']);
  expect(stderr).toMatch(
    /^batchmates: the disk of .*artifacts: expected room for 1\.00e\+12 MB, which the stages will write at least, received .* MB; free some/,
  );
  expect(code).toBe(1);
  expect(await workspace.batchmates(['run', 'large', 'a'])).toMatchObject({ code: 0 });
  expect(await workspace.batchmates(['plan', 'large'])).toMatchObject({ code: 0, stderr: '' });
});
