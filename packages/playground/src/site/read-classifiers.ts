import type { Artifact } from '@batchmates/artifact';
import { readCheckpoint } from '@batchmates/checkpoint';
import { readModel } from '@batchmates/classifier';
import type { SiteClassifiers } from './site-networks.ts';

/** Classifiers of a site, with the artifacts that they were read from: those of the checkpoints, then those of the models. */
export interface ReadClassifiers extends Required<SiteClassifiers> {
  readonly artifacts: readonly Artifact[];
}

/** Reads artifacts of the types `checkpoint` and `model`. Throws what `readCheckpoint` and `readModel` throw. */
export async function readClassifiers(given: readonly Artifact[]): Promise<ReadClassifiers> {
  const isModel = ({ manifest }: Artifact) => manifest.type === 'model';
  const [checkpoints, models] = [given.filter((each) => !isModel(each)), given.filter(isModel)];
  return {
    checkpoints: await Promise.all(checkpoints.map(({ directory }) => readCheckpoint(directory))),
    models: await Promise.all(models.map(({ directory }) => readModel(directory))),
    artifacts: [...checkpoints, ...models],
  };
}
