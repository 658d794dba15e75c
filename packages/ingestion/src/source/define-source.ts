import { defineStage, type InputSpecs, type Stage } from '@batchmates/stage';
import type { z } from 'zod';
import type { Source } from './source.ts';

/** Makes the stage that writes a source's images into a data set (see `writeDataset`). */
export function defineSource<Params extends z.ZodObject, const Inputs extends InputSpecs = InputSpecs>(
  source: Source<Params, Inputs>,
): Stage<Params, unknown, Inputs> {
  const { open, inputs = {} as Inputs, ...rest } = source;
  return defineStage({
    ...rest,
    inputs,
    output: 'dataset',
    async run(context) {
      const { writeDataset } = await import('./write-dataset.ts');
      return writeDataset(await open(context), context);
    },
  });
}
