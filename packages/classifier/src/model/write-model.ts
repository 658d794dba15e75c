import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '@batchmates/artifact';
import { encodeSafetensors, populationTensors } from '@batchmates/checkpoint';
import type { Model } from './model.ts';
import { modelDocumentSchema, SCHEMA_VERSION } from './model-document.ts';
import { MODEL_DOCUMENT, MODEL_FILE, POPULATION_FILE } from './model-files.ts';

/** Writes a model into a folder: `model.onnx`, `model.json`, and pooled statistics if it has some. Equal models give equal bytes. */
export async function writeModel(folder: string, model: Model): Promise<void> {
  const { bytes, population, classes: _, ...facts } = model;
  const document = modelDocumentSchema.parse({ schemaVersion: SCHEMA_VERSION, ...facts });
  await writeFile(join(folder, MODEL_FILE), bytes);
  if (population !== undefined) {
    const tensors = new Map(populationTensors(population));
    await writeFile(join(folder, POPULATION_FILE), encodeSafetensors({ tensors }));
  }
  await writeFile(join(folder, MODEL_DOCUMENT), canonicalJson(document));
}
