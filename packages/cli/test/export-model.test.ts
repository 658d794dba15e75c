import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeArtifact, type Artifact } from '@batchmates/artifact';
import { readCheckpoint, writeCheckpoint, type Checkpoint } from '@batchmates/checkpoint';
import { allRunningMoments } from '@batchmates/engine';
import { exportNetwork, readModelFile } from '@batchmates/onnx';
import { simulatePipeline } from '@batchmates/report/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../src/testing/index.ts';

const PIPELINE = `name: toy
stages:
  glyphs: { uses: ingestion/glyphs }
  train: { uses: trainer/train, in: { dataset: glyphs }, with: { network: cifar-resnet-8, batching: balanced, epochs: 1 } }
  calibrate: { uses: evaluator/calibrate, in: { checkpoint: train, dataset: glyphs } }
  more: { uses: trainer/train, in: { dataset: glyphs }, with: { network: cifar-resnet-8, batching: standard, epochs: 1 } }
`;

let workspace: TemporaryWorkspace;
let checkpoint: Checkpoint;
let calibrated: Checkpoint;
let trained: Artifact;

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  await workspace.write('pipelines/toy/pipeline.yaml', PIPELINE);
  const directory = join(workspace.root, 'simulated');
  const [simulated] = (await simulatePipeline({ directory, images: 20 })).checkpoints;
  const { population: _, populationViews: __, ...read } = await readCheckpoint(simulated!.directory);
  checkpoint = read;
  calibrated = { ...checkpoint, population: momentsOf(checkpoint, 1) };
  trained = await keep('train', 'trainer/train', checkpoint, []);
  await keep('calibrate', 'evaluator/calibrate', calibrated, [trained]);
});

/** Running moments of a checkpoint, plus something. */
function momentsOf({ network, state }: Checkpoint, plus: number) {
  const moved = [...state].map(
    ([name, { shape, data }]) => [name, { shape, data: data.map((value) => value + plus) }] as const,
  );
  return allRunningMoments(network, new Map(moved));
}

function keep(
  instance: string,
  stage: string,
  kept: Checkpoint,
  from: readonly Artifact[],
): Promise<Artifact> {
  const inputs: Record<string, string[]> =
    from.length === 0 ? {} : { checkpoint: from.map(({ identity }) => identity) };
  return writeArtifact(
    {
      directory: join(workspace.root, 'artifacts/toy', instance),
      manifest: { type: 'checkpoint', stage, instance, variant: {}, params: {}, inputs },
      from,
    },
    (folder) => writeCheckpoint(folder, kept),
  );
}

const exportModel = (...args: readonly string[]) => workspace.batchmates(['export', ...args]);
const bytesOf = (file: string) => readFile(join(workspace.root, file));

/** The file without its metadata, which stand at its end. */
async function modelIn(file: string, length: number): Promise<Buffer> {
  return (await bytesOf(file)).subarray(0, length);
}

describe('batchmates export', () => {
  it('writes a checkpoint with its running statistics', async () => {
    const { code, stdout, stderr } = await exportModel('toy.train', '--format', 'onnx');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^toy\.train\.onnx: toy\.train, cifar-resnet-\d+, \d+ batch norms with running statistics; images \[batch, 3, \d+, \d+\] to logits \[batch, 10\]\n$/,
    );
    const { network, state } = checkpoint;
    const normalisation = { kind: 'constant', moments: momentsOf(checkpoint, 0) } as const;
    const model = Buffer.from(exportNetwork(network, { state, normalisation }));
    expect((await modelIn('toy.train.onnx', model.length)).equals(model)).toBe(true);
  });

  it('says what another program must know', async () => {
    await exportModel('toy.train', '--output', 'named.onnx');
    const { proto } = await readModelFile(join(workspace.root, 'named.onnx'));
    const { preprocessing, ...words } = Object.fromEntries(
      proto.metadataProps.map(({ key, value }) => [key, value]),
    );
    expect(words).toEqual({
      name: 'toy.train',
      identity: trained.identity,
      statistics: 'running',
      network: checkpoint.network.name,
      classes: JSON.stringify(checkpoint.classNames),
    });
    const { crop, normalisation } = checkpoint;
    expect(JSON.parse(preprocessing!)).toEqual({
      window: { height: crop.height, width: crop.width },
      resolution: crop.resolution ?? { height: crop.height, width: crop.width },
      layout: 'nchw',
      channelOrder: 'rgb',
      scale: 1 / 255,
      mean: normalisation.mean,
      std: normalisation.std,
    });
  });

  it('takes population statistics where there are some, or running ones when told so', async () => {
    const { network, state } = calibrated;
    const expected = (plus: number) => {
      const normalisation = { kind: 'constant', moments: momentsOf(checkpoint, plus) } as const;
      return Buffer.from(exportNetwork(network, { state, normalisation }));
    };
    const population = await exportModel('artifacts/toy/calibrate', '--output', 'out.onnx');
    expect(population.stdout).toMatch(/^out\.onnx: toy\.calibrate, .* with population statistics/);
    expect((await modelIn('out.onnx', expected(1).length)).equals(expected(1))).toBe(true);
    await exportModel('toy.calibrate', '--statistics', 'running', '--output', 'out.onnx');
    expect((await modelIn('out.onnx', expected(0).length)).equals(expected(0))).toBe(true);
  });

  it.each([
    [
      'several checkpoints',
      ['toy'],
      /^batchmates: toy: expected one checkpoint, received 2: toy\.train, toy\.calibrate; name one of them\n$/,
    ],
    [
      'one that is not trained',
      ['toy.more'],
      /^batchmates: toy\.more: expected a checkpoint of an earlier run, /,
    ],
    [
      'another artifact',
      ['toy.glyphs'],
      /^batchmates: toy\.glyphs: expected a checkpoint, received dataset; /,
    ],
    [
      'another format',
      ['toy.train', '--format', 'pb'],
      /^batchmates: option '--format <format>' argument 'pb' is invalid/,
    ],
    [
      'statistics that are not there',
      ['toy.train', '--statistics', 'population'],
      /^batchmates: option --statistics population for toy\.train: expected a checkpoint with population statistics, received one without; /,
    ],
    [
      'a folder that is not there',
      ['toy.train', '--output', 'no/where.onnx'],
      /^batchmates: option --output .*no\/where\.onnx: expected a file in a folder that exists and can be written/,
    ],
    [
      'a folder in place of a file',
      ['toy.train', '--output', 'pipelines'],
      /^batchmates: option --output .*pipelines: expected a file in a folder that exists and can be written/,
    ],
  ])('answers %s with a line', async (_, args, message) => {
    const before = await readdir(workspace.root);
    const { code, stdout, stderr } = await exportModel(...args);
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([1, '']);
    expect(await readdir(workspace.root)).toEqual(before);
  });
});
