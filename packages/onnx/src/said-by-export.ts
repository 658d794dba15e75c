import { parseJson } from '@batchmates/artifact';
import { z } from 'zod';
import type { Model } from './read-model.ts';

/** What `batchmates export` writes into the metadata of a file. */
export interface SaidByExport {
  /** In the order of the outputs. */
  readonly classes?: readonly string[] | undefined;
  /** How images are prepared; sizes in pixels. */
  readonly preprocessing?: z.output<typeof preprocessingSchema> | undefined;
}

const pixels = z.number().int().positive();
const sizeSchema = z.object({ height: pixels, width: pixels });

const preprocessingSchema = z.object({
  window: sizeSchema,
  resolution: sizeSchema,
  mean: z.array(z.number()),
  std: z.array(z.number().positive()),
});

/** Reads the metadata of a file, as far as they are those of `batchmates export`; what another program wrote under the same names is left out. */
export function saidByExport({ metadata }: Pick<Model, 'metadata'>): SaidByExport {
  return {
    classes: read(metadata.get('classes'), z.array(z.string()).min(1)),
    preprocessing: read(metadata.get('preprocessing'), preprocessingSchema),
  };
}

function read<Schema extends z.ZodType>(
  text: string | undefined,
  schema: Schema,
): z.output<Schema> | undefined {
  return text === undefined ? undefined : schema.safeParse(parseJson(text)).data;
}
