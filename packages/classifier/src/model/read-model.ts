import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson, readRegularFile, UnreadableFile } from '@batchmates/artifact';
import { decodeSafetensors, populationOf } from '@batchmates/checkpoint';
import { UserError } from '@batchmates/errors';
import { modelDocumentSchema } from './model-document.ts';
import { MODEL_DOCUMENT, MODEL_FILE, POPULATION_FILE } from './model-files.ts';
import type { Model } from './model.ts';

/** No description of a model has as many bytes. */
const LARGEST_DOCUMENT = 64 * 2 ** 20;

/** Reads what `writeModel` wrote. Throws a `UserError` (`model/unreadable`, `model/corrupt`) when files are absent or damaged. */
export async function readModel(folder: string): Promise<Model> {
  const file = join(folder, MODEL_DOCUMENT);
  const text = (await readBytes(file, LARGEST_DOCUMENT)).toString('utf8');
  const parsed = modelDocumentSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw corrupt(
      file,
      'the description of a model',
      `${issue?.message ?? ''} at ${issue?.path.join('.') || 'its start'}`,
    );
  }
  const { schemaVersion: _, ...document } = parsed.data;
  const bytes = await readBytes(join(folder, MODEL_FILE));
  const pooled = join(folder, POPULATION_FILE);
  const model = { ...document, bytes, classes: document.classNames.length };
  // Without batch norm there is nothing to pool, so nothing is missing.
  if (document.batchNorms.length === 0) return { ...model, population: new Map() };
  if (!existsSync(pooled)) return model;
  const { tensors } = decodeSafetensors(await readBytes(pooled), pooled);
  const population = populationOf(document.batchNorms, tensors, (expected, received) =>
    corrupt(pooled, expected, received),
  );
  return population === undefined ? model : { ...model, population };
}

async function readBytes(file: string, largest?: number): Promise<Buffer> {
  return readRegularFile(file, largest).catch((cause: unknown) => {
    if (!(cause instanceof UnreadableFile)) throw cause;
    throw new UserError({
      code: 'model/unreadable',
      what: `file ${file} of a model cannot be read`,
      received: cause.reason,
      cause,
    });
  });
}

function corrupt(file: string, expected: string, received: string): UserError {
  return new UserError({
    code: 'model/corrupt',
    what: file,
    expected,
    received,
    remedy: 'run the import stage again',
  });
}
