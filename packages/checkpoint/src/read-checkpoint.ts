import { join } from 'node:path';
import { parseJson, readRegularFile, UnreadableFile } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { inferShapes } from '@batchmates/network';
import {
  CHECKPOINT_FILE,
  checkpointDocumentSchema,
  SCHEMA_VERSION,
  STATE_FILE,
  type CheckpointDocument,
} from './checkpoint-document.ts';
import type { Checkpoint } from './checkpoint.ts';
import { corruptCheckpoint, decodeState } from './decode-state.ts';

/**
 * Reads what `writeCheckpoint` wrote. Throws a `UserError` (`checkpoint/unreadable`, `checkpoint/corrupt`, `checkpoint/other-version`, or those
 * of `decodeSafetensors` and `completeState`) when files are absent or damaged or the tensors are not the network's.
 */
export async function readCheckpoint(folder: string): Promise<Checkpoint> {
  const { schemaVersion: _, ...document } = await readDocument(folder);
  const file = join(folder, STATE_FILE);
  const optimizer = 'imported' in document.training ? undefined : document.training.optimizer;
  return {
    ...document,
    ...decodeState(await readBytes(file), { network: document.network, optimizer, file }),
  };
}

async function readDocument(folder: string): Promise<CheckpointDocument> {
  const file = join(folder, CHECKPOINT_FILE);
  const content = parseJson((await readBytes(file, LARGEST_DOCUMENT)).toString('utf8'));
  refuseOther(content, folder);
  const parsed = checkpointDocumentSchema.safeParse(content);
  if (parsed.success) {
    inferShapes(parsed.data.network);
    return parsed.data;
  }
  const issue = parsed.error.issues[0];
  throw corruptCheckpoint(
    file,
    'the description of a checkpoint',
    `${issue?.message ?? ''} at ${issue?.path.join('.') || 'its start'}`,
  );
}

/** Throws for a checkpoint that says it has another schema version, with the command that makes it anew. */
function refuseOther(content: unknown, folder: string): void {
  const { schemaVersion: version } = Object(content) as { readonly schemaVersion?: unknown };
  if (typeof version !== 'number' || version === SCHEMA_VERSION) return;
  // artifacts/<pipeline>/<instance>
  const [pipeline, instance] = folder.split(/[\\/]/).slice(-2);
  throw new UserError({
    code: 'checkpoint/other-version',
    what: `checkpoint ${folder}`,
    expected: `schema version ${SCHEMA_VERSION}`,
    received: String(version),
    remedy: `make it anew: npx batchmates run-all ${pipeline}.${instance}`,
  });
}

/** No description of a network has as many bytes. */
const LARGEST_DOCUMENT = 64 * 2 ** 20;

async function readBytes(file: string, largest?: number): Promise<Buffer> {
  return readRegularFile(file, largest).catch((cause: unknown) => {
    if (!(cause instanceof UnreadableFile)) throw cause;
    throw new UserError({
      code: 'checkpoint/unreadable',
      what: `checkpoint file ${file} cannot be read`,
      received: cause.reason,
      cause,
    });
  });
}
