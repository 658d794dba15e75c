import { rm } from 'node:fs/promises';
import { cifar10 } from '@batchmates/ingestion';
import { runStage } from '@batchmates/stage/testing';
import type { PrepareBody } from '../harness/body.ts';
import type { CifarFiles } from './cifar10-files.ts';

/** The whole stage: reads, verifies, interleaves, pads, sums the colours, writes the shards and their checksums. */
const prepare: PrepareBody<CifarFiles> = async ({ folder, images }) => ({
  async work() {
    const split = { kind: 'holdout' as const, heldOut: 'data_batch_5' };
    const params = { source: folder, manifest: 'manifest.json', split };
    const { artifact } = await runStage(cifar10, { params, pipelineDirectory: folder });
    await rm(artifact.directory, { recursive: true });
    return images;
  },
});

export default prepare;
