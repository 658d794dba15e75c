import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDataset } from '@batchmates/dataset';
import { defineStage } from '@batchmates/stage';
import { z } from 'zod';

/** Reads a data set and leaves `classes.csv`: how many images of a split each class has. */
export default defineStage({
  uses: 'new-stage',
  summary: 'images of every class',
  // By name, the type of artifact that is read; the type of the one that is left.
  inputs: { dataset: { type: 'dataset' } },
  output: 'table',
  // What may stand under `with:` in the pipeline file.
  params: z.strictObject({
    split: z.enum(['train', 'test']).default('train').describe('which images are counted'),
  }),
  // Writes into `output` alone; the same params and inputs must leave the same files.
  async run({ params, inputs, output }) {
    const dataset = await openDataset(inputs.dataset.directory);
    const { labels } = await dataset.split(params.split);
    const lines = dataset.info.classNames.map(
      (name, label) => `${name},${labels.filter((each) => each === label).length}`,
    );
    await writeFile(join(output, 'classes.csv'), ['class,images', ...lines, ''].join('\n'));
    // What may differ from run to run (times, counts of what was read) is returned: it goes to run.json.
    return { images: labels.length };
  },
});
