import { join } from 'node:path';
import { readCheckpoint } from '@batchmates/checkpoint';
import { openDataset } from '@batchmates/dataset';
import { writeSite } from '@batchmates/playground';

/** Writes a playground of the demo's two networks, from the artifacts of `glyphs10`, into `folder`. */
export async function writeDemoSite(artifacts: string, folder: string): Promise<void> {
  const checkpoints = [];
  for (const batching of ['standard', 'balanced']) {
    checkpoints.push(await readCheckpoint(join(artifacts, `calibrate.${batching}`)));
  }
  const dataset = await openDataset(join(artifacts, 'glyphs'));
  await writeSite(folder, { dataset, checkpoints, split: 'test', imagesPerClass: 20, seed: 0 });
}
