import type { Artifact } from '@batchmates/artifact';
import { readCheckpoint } from '@batchmates/checkpoint';
import { checkpointClassifier } from './checkpoint-classifier.ts';
import type { Classifier } from './classifier.ts';
import { modelClassifier } from './model-classifier.ts';
import { readModel } from './model/read-model.ts';

/** Artifact types that are classifiers. */
export const classifierTypes = ['checkpoint', 'model'] as const;

/** Opens an artifact of one of `classifierTypes`. Throws what `readCheckpoint` or `readModel` throws. */
export async function openClassifier({ manifest, directory }: Artifact): Promise<Classifier> {
  return manifest.type === 'model'
    ? modelClassifier(await readModel(directory))
    : checkpointClassifier(await readCheckpoint(directory));
}
