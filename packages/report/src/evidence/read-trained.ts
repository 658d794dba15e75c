import { readFile } from 'node:fs/promises';
import { artifactPath, type Artifact } from '@batchmates/artifact';
import {
  CHECKPOINT_FILE,
  CURVES_FILE,
  importRecordSchema,
  readCurves,
  trainingFacts,
  trainingSchema,
  type ImportRecord,
  type TrainingRecord,
} from '@batchmates/checkpoint';
import { MODEL_DOCUMENT } from '@batchmates/classifier';
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

/** Reads everything of a `checkpoint` or `model` artifact but its tensors. Throws a `UserError` when its files are damaged. */
export async function readTrained(artifact: Artifact): Promise<TrainedCheckpoint> {
  const { networkName, training } = await factsOf(artifact);
  const hasCurves = artifact.manifest.files.some(({ path }) => path === CURVES_FILE);
  return {
    networkName,
    training: trainingFacts(training),
    curves: hasCurves ? await readCurves(artifact.directory) : undefined,
    provenance: provenanceOf(artifact),
  };
}

/** The same of `model.json`. */
const modelFacts = z.looseObject({ name: z.string(), ...importRecordSchema.shape });

async function factsOf(
  artifact: Artifact,
): Promise<{ readonly networkName: string; readonly training: TrainingRecord | ImportRecord }> {
  if (artifact.manifest.type === 'model') {
    const { name, imported } = await readFacts(artifactPath(artifact, MODEL_DOCUMENT), modelFacts);
    return { networkName: name, training: { imported } };
  }
  const { network, training } = await readFacts(artifactPath(artifact, CHECKPOINT_FILE), checkpointFacts);
  return { networkName: network.name, training };
}

async function readFacts<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.output<Schema>> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
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
