import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  SCHEMA_VERSION,
  readResults,
  resultsFiles,
  writeResults,
  type EvaluationFacts,
} from '@batchmates/results';
import { inTemporaryFolder } from '../in-temporary-folder.ts';
import { expectRight, type FuzzedReader } from '../fuzzed-reader.ts';

const composition = { kind: 'balanced', samplesPerClass: 1, classesPerBatch: 4 } as const;

const facts: EvaluationFacts = {
  kind: 'evaluation',
  schemaVersion: SCHEMA_VERSION,
  dataset: { description: 'made up', split: 'test', classNames: ['a', 'b', 'c', 'd'] },
  network: { name: 'n', parameters: 10, width: 4, input: { height: 8, width: 8, channels: 3 } },
  training: { strategy: 'balanced', batchSize: 4, composition, epochs: 3, seed: 0 },
  engine: { name: 'reference', precision: 'f32' },
  seed: 0,
  views: { name: 'center', count: 1 },
  protocol: {
    name: 'balanced',
    heading: 'Balanced',
    order: 1,
    options: {},
    statistics: 'batch',
    composition,
    shuffles: false,
    rearrangements: 1,
    decision: null,
  },
};

/** The predictions of an evaluation. */
export const predictions: FuzzedReader = {
  name: 'predictions',
  async samples() {
    return inTemporaryFolder(async (folder) => {
      const predictions = {
        ids: Array.from({ length: 20 }, (_, image) => `bild ä ${image}`),
        labels: Uint16Array.from({ length: 20 }, (_, image) => image % 4),
        predicted: Uint16Array.from({ length: 20 }, (_, image) => image % 3),
        probabilities: new Float32Array(80).fill(0.25),
        classes: 4,
        batches: Uint32Array.from({ length: 20 }, (_, image) => Math.floor(image / 4)),
        slots: Uint32Array.from({ length: 20 }, (_, image) => image % 4),
      };
      await writeResults(folder, { facts, predictions });
      return [await readFile(join(folder, resultsFiles.predictions))];
    });
  },
  async read(bytes, folder) {
    await writeResults(folder, { facts });
    await writeFile(join(folder, resultsFiles.predictions), bytes);
    const results = await readResults(folder);
    const { ids, labels, predicted, probabilities, classes, batches, slots } = await results.predictions();
    const images = labels.length;
    expectRight(
      [ids, predicted, batches, slots].every(({ length }) => length === images) &&
        probabilities.length / classes === images,
      'columns of one length',
    );
    expectRight(
      labels.every((label) => label < classes) && predicted.every((label) => label < classes),
      'classes',
    );
    expectRight(
      probabilities.every((each) => each >= 0 && each <= 1.001),
      'probabilities',
    );
    expectRight(
      ids.every((id) => id.length <= bytes.length),
      'ids',
    );
  },
};
