import { rm } from 'node:fs/promises';
import { cifar10 } from '@batchmates/ingestion';
import type { PrepareBody } from '../harness/body.ts';
import type { CifarFiles } from './cifar10-files.ts';
import { runStage } from './run-stage.ts';

/** The whole stage: reads, verifies, interleaves, pads, takes the statistics and writes the shards. */
const prepare: PrepareBody<CifarFiles> = async ({ folder, images }) => ({
  async work() {
    const split = { kind: 'holdout' as const, heldOut: 'data_batch_5' };
    const params = { source: folder, manifest: 'manifest.json', split };
    await rm(await runStage({ stage: cifar10, params, directory: folder }), { recursive: true });
    return images;
  },
});

export default prepare;
