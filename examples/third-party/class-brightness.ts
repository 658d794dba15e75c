import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDataset } from '@batchmates/dataset';
import { defineStage } from '@batchmates/stage';
import { z } from 'zod';

/** A stage of one's own: reads a data set of raw images, leaves a table of the mean brightness (0-255) of every class. */
export default defineStage({
  uses: 'class-brightness',
  summary: 'mean brightness of every class',
  inputs: { dataset: { type: 'dataset' } },
  output: 'table',
  params: z.strictObject({ split: z.enum(['train', 'test']).default('train') }),
  async run({ params, inputs, output, progress, signal }) {
    const dataset = await openDataset(inputs.dataset.directory);
    const split = await dataset.split(params.split);
    const sums = dataset.info.classNames.map(() => ({ sum: 0, count: 0 }));
    const bar = progress.start({ label: 'brightness', total: split.length, unit: 'images' });
    try {
      for (let image = 0; image < split.length; image++) {
        signal.throwIfAborted();
        const pixels = split.image(image);
        const bin = sums[split.labels[image]!]!;
        bin.sum += pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
        bin.count++;
        bar.advance(1);
      }
    } finally {
      bar.stop();
    }
    const rows = sums.map(
      ({ sum, count }, label) => `${dataset.info.classNames[label]},${(sum / count).toFixed(2)}`,
    );
    await writeFile(join(output, 'brightness.csv'), `class,brightness\n${rows.join('\n')}\n`);
    return { images: split.length };
  },
});
