import type { Artifact } from '@batchmates/artifact';
import { readCheckpoint } from '@batchmates/checkpoint';
import { readModel } from '@batchmates/classifier';
import type { SiteClassifiers } from './site-networks.ts';

/** Reads artifacts of the types `checkpoint` and `model`. Throws what `readCheckpoint` and `readModel` throw. */
export async function readClassifiers(artifacts: readonly Artifact[]): Promise<Required<SiteClassifiers>> {
  const directories = (isModel: boolean) =>
    artifacts
      .filter(({ manifest: { type } }) => (type === 'model') === isModel)
      .map(({ directory }) => directory);
  return {
    checkpoints: await Promise.all(directories(false).map((directory) => readCheckpoint(directory))),
    models: await Promise.all(directories(true).map((directory) => readModel(directory))),
  };
}
