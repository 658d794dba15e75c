import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openArtifact } from '@batchmates/artifact';
import { createTemporaryWorkspace, lendLibrary, type TemporaryWorkspace } from 'batchmates/testing';
import { temporaryFolder } from '@batchmates/stage/testing';
import { race } from '../harness/race.ts';
import { summarise } from '../harness/sample.ts';
import { defineSuite } from '../harness/suite.ts';
import { table } from '../harness/table.ts';
import { writeCifarFiles } from '../ingest/cifar10-files.ts';
import type { VerifyOptions } from '../verify/case.ts';

/** CIFAR-10's size with made-up pixels, which cost as much to test as real ones; the network of `cifar10-quick`. */
const pipeline = (folder: string) => `
name: verify
stages:
  cifar10:
    uses: ingestion/cifar10
    with: { source: '${folder}', manifest: '${folder}/manifest.json', split: { kind: holdout, heldOut: data_batch_5 } }
  train:
    uses: trainer/train
    in: { dataset: cifar10 }
    with: { network: cifar-resnet-20, width: 16, batching: standard, batchSize: 50, epochs: 1, curveImages: 100 }
  evaluate:
    uses: evaluator/evaluate
    in: { checkpoint: train, dataset: cifar10 }
    with: { protocol: { kind: standard, statistics: running } }
`;

const suite = defineSuite({
  summary:
    'verifying a data set of CIFAR-10’s size on opening: GB/s beside reading alone, and share of an evaluation',
  options: {},
  async run({ log }) {
    const files = await writeCifarFiles();
    const workspace = await createTemporaryWorkspace();
    const cache = await temporaryFolder();
    await workspace.write('pipelines/verify/pipeline.yaml', pipeline(files.folder));
    await lendLibrary(workspace);
    for (const instance of ['cifar10', 'train']) {
      log(`running ${instance}`);
      await runTimed(workspace, instance);
    }
    const stage = await timeStage(workspace, log);
    await rm(files.folder, { recursive: true });
    const directory = join(workspace.root, 'artifacts/verify/cifar10');
    const rows = await compareWays({ directory, cache, stageSeconds: stage.remembered, log });
    const text = table(
      ['way', 'GB/s', 'seconds', 'spread', 'share of the stage'],
      rows.map(({ way, gigabytesPerSecond, seconds, spread, share }) => [
        way,
        gigabytesPerSecond.toFixed(2),
        seconds.toFixed(4),
        `${(100 * spread).toFixed(0)} %`,
        `${(100 * share).toFixed(2)} %`,
      ]),
    );
    const said = `the stage: ${stage.hashed.toFixed(1)} s when the data set is hashed, ${stage.remembered.toFixed(1)} s when it is remembered`;
    return { rows, text: `${text}\n${said}`, facts: { stageSeconds: stage } };
  },
});

export default suite;

interface Comparison extends Pick<VerifyOptions, 'directory' | 'cache'> {
  readonly stageSeconds: number;
  log(line: string): void;
}

async function compareWays({ directory, cache, stageSeconds, log }: Comparison) {
  const { manifest } = await openArtifact(directory);
  const gigabytes = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e9;
  const contestants = (['verify', 'remembered', 'read'] as const).map((way) => ({
    name: way,
    launch: {
      kind: 'node' as const,
      module: new URL('../verify/open-once.ts', import.meta.url),
      options: { directory, cache, way } satisfies VerifyOptions,
    },
  }));
  const { results } = await race(contestants, { rounds: 7, milliseconds: 500, log });
  return results.map(({ name, speed }) => ({
    way: name,
    gigabytes,
    gigabytesPerSecond: speed.median,
    seconds: gigabytes / speed.median,
    spread: speed.spread,
    share: gigabytes / speed.median / stageSeconds,
  }));
}

/** Median seconds of the evaluation, each way in turn. */
async function timeStage(workspace: TemporaryWorkspace, log: (line: string) => void) {
  const hashed: number[] = [];
  const remembered: number[] = [];
  for (let round = 0; round < 3; round++) {
    log(`running evaluate, round ${round + 1}`);
    await rm(join(workspace.root, '.cache/verified-files.json'), { force: true });
    hashed.push(await runTimed(workspace, 'evaluate'));
    remembered.push(await runTimed(workspace, 'evaluate'));
  }
  return { hashed: summarise(hashed).median, remembered: summarise(remembered).median };
}

/** Seconds that `batchmates run` takes for one instance, as a user waits for it. */
async function runTimed(workspace: TemporaryWorkspace, instance: string): Promise<number> {
  const start = performance.now();
  const { code, stderr } = await workspace.batchmates(['run', 'verify', instance, '--force']);
  if (code !== 0) throw new Error(stderr);
  return (performance.now() - start) / 1000;
}
