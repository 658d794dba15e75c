import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '@batchmates/artifact';
import { describeNotFinite } from '@batchmates/engine';
import { UserError } from '@batchmates/errors';
import type { Checkpoint } from './checkpoint.ts';
import {
  CHECKPOINT_FILE,
  SCHEMA_VERSION,
  STATE_FILE,
  type CheckpointDocument,
} from './checkpoint-document.ts';
import { populationTensors } from './population.ts';
import { encodeSafetensors } from './safetensors.ts';

/**
 * Writes a checkpoint into a folder: `checkpoint.json` (network, classes, crop, normalisation, training facts) and
 * `state.safetensors` (the state in the canonical layout, which is PyTorch's; population statistics as
 * `<batch norm>.population_mean` and `.population_var`). All variances are biased (sums of squares divided by `n`, the paper's eq. 2), also
 * `running_var`, which PyTorch keeps unbiased under the same name: multiply by `n / (n - 1)`, `n` = images of a training batch times
 * positions of the map, before PyTorch goes on training with it. Equal checkpoints give equal bytes. Throws a `UserError`
 * (`checkpoint/not-finite`) when a value is no finite number: such a network answers nothing.
 */
export async function writeCheckpoint(folder: string, checkpoint: Checkpoint): Promise<void> {
  const { state, population, ...facts } = checkpoint;
  const document: CheckpointDocument = { schemaVersion: SCHEMA_VERSION, ...facts };
  const tensors = new Map([...state, ...(population === undefined ? [] : populationTensors(population))]);
  const broken = describeNotFinite(tensors);
  if (broken !== undefined) {
    throw new UserError({
      code: 'checkpoint/not-finite',
      what: `the checkpoint of network ${facts.network.name}`,
      expected: 'finite numbers',
      received: broken,
      remedy: 'it is not written; lower the learning rate of its training',
    });
  }
  await writeFile(join(folder, STATE_FILE), encodeSafetensors({ tensors, metadata: { format: 'pt' } }));
  await writeFile(join(folder, CHECKPOINT_FILE), canonicalJson(document));
}
