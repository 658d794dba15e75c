import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { openArtifact } from '@batchmates/artifact';
import { nativeCache } from '@batchmates/engine-tfjs/setup';
import { readResults } from '@batchmates/results';
import { describe, expect, it } from 'vitest';
import { createTemporaryWorkspace, engineCandidates, lendLibrary } from '../src/testing/index.ts';

const probe = await (await engineCandidates()).find(({ name }) => name === 'tfjs-node')!.probe();
const reason = probe.available ? undefined : probe.reason;

const PROTOCOLS = [
  ...['standard', 'single', 'random', 'sorted', 'stream', 'balanced', 'assignment'],
  ...['shuffled-balanced', 'shuffled-random'],
];

const PIPELINE = `
name: both
stages:
  glyphs:
    uses: ingestion/glyphs
    with: { letters: ABCDE, trainPerClass: 30, testPerClass: 20 }
  train:
    uses: trainer/train
    in: { dataset: glyphs }
    with:
      network: cifar-resnet-8
      width: 8
      resolution: 16
      batching: balanced
      epochs: 2
      threads: 1
      engine: onednn
      precision: f32
      augmentation: { kind: scale-crop, flip: false }
  calibrate:
    uses: evaluator/calibrate
    in: { checkpoint: train, dataset: glyphs }
    with: { threads: 1, engine: onednn, precision: f32 }
  evaluate:
    uses: evaluator/evaluate
    in: { checkpoint: calibrate, dataset: glyphs }
    matrix: { engine: [onednn, tfjs-node], protocol: [${PROTOCOLS.join(', ')}] }
    with: { protocol: '\${protocol}', engine: '\${engine}', precision: f32 }
`;

describe.skipIf(reason !== undefined)(
  `TensorFlow beside oneDNN${reason === undefined ? '' : ` (${reason})`}`,
  { timeout: 600_000 },
  () => {
    it('gives the same probabilities under every protocol', async () => {
      const workspace = await createTemporaryWorkspace();
      await lendLibrary(workspace);
      await mkdir(join(workspace.root, '.cache'), { recursive: true });
      await symlink(nativeCache, join(workspace.root, '.cache/tensorflow'));
      await workspace.write('pipelines/both/pipeline.yaml', PIPELINE);
      const { code, stderr } = await workspace.batchmates(['run-all', 'both']);
      expect(code, stderr).toBe(0);
      for (const protocol of PROTOCOLS) {
        const [ours, theirs] = await Promise.all(
          ['onednn', 'tfjs-node'].map(async (engine) => {
            const instance = `evaluate.${engine}.${protocol}`;
            const artifact = await openArtifact(join(workspace.root, 'artifacts/both', instance));
            const results = await readResults(artifact.directory);
            return results.predictions();
          }),
        );
        expect(theirs!.ids).toEqual(ours!.ids);
        const distances = theirs!.probabilities.map((value, at) =>
          Math.abs(value - ours!.probabilities[at]!),
        );
        expect(Math.max(...distances), protocol).toBeLessThan(2e-5);
      }
    });
  },
);
