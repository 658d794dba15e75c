import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planPipeline } from '@batchmates/pipeline';
import { compose, planningContext } from 'batchmates/testing';
import { expectRight, type FuzzedReader } from '../fuzzed-reader.ts';

const pipelines = join(import.meta.dirname, '../../../../pipelines');

/** A pipeline file, planned with the stages of the project. */
export const yaml: FuzzedReader = {
  name: 'yaml',
  text: true,
  samples: () =>
    Promise.all(
      ['glyphs10', 'cifar10-quick'].map((name) => readFile(join(pipelines, name, 'pipeline.yaml'))),
    ),
  async read(bytes, folder) {
    const file = join(folder, 'pipeline.yaml');
    await writeFile(file, bytes);
    const plan = await planPipeline(file, planningContext(compose(), folder));
    const names = new Set<string>();
    for (const { name, inputs } of plan.instances) {
      expectRight(
        Object.values(inputs)
          .flat()
          .every((input) => names.has(input)),
        `inputs of ${name} before it`,
      );
      expectRight(!names.has(name), `one instance ${name}`);
      names.add(name);
    }
  },
};
