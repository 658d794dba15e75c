import { readFile } from 'node:fs/promises';
import { artifactPath, type Artifact } from '@batchmates/artifact';
import {
  CHECKPOINT_FILE,
  CURVES_FILE,
  readCurves,
  trainingFacts,
  trainingSchema,
} from '@batchmates/checkpoint';
import { UserError } from '@batchmates/errors';
import { z } from 'zod';
import type { CheckpointSource } from './evidence.ts';
import { provenanceOf } from './provenance.ts';

/** How the network of a checkpoint was trained. */
export type TrainedCheckpoint = Pick<CheckpointSource, 'networkName' | 'training' | 'curves' | 'provenance'>;

/** What of `checkpoint.json` a report shows; reading the tensors would cost time for nothing. */
const checkpointFacts = z.looseObject({
  network: z.looseObject({ name: z.string() }),
  training: trainingSchema,
});

/** Reads everything of a `checkpoint` artifact but its tensors. Throws a `UserError` when its files are damaged. */
export async function readTrained(artifact: Artifact): Promise<TrainedCheckpoint> {
  const { network, training } = await readFacts(artifactPath(artifact, CHECKPOINT_FILE));
  const hasCurves = artifact.manifest.files.some(({ path }) => path === CURVES_FILE);
  return {
    networkName: network.name,
    training: trainingFacts(training),
    curves: hasCurves ? await readCurves(artifact.directory) : undefined,
    provenance: provenanceOf(artifact),
  };
}

async function readFacts(file: string): Promise<z.output<typeof checkpointFacts>> {
  try {
    return checkpointFacts.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new UserError({
      code: 'report/bad-checkpoint',
      what: `checkpoint ${file}`,
      expected: 'the description of a checkpoint',
      received: cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause),
      remedy: 'run the training stage again',
      cause,
    });
  }
}
