import { parseJson } from '@batchmates/artifact';
import { sizeSchema } from '@batchmates/dataset';
import { z } from 'zod';

/** What `batchmates export` writes into a file about the classes and about how images are prepared. */
export interface Words {
  readonly classes?: readonly string[] | undefined;
  readonly preprocessing?: z.output<typeof preprocessingSchema> | undefined;
}

const preprocessingSchema = z.object({
  window: sizeSchema,
  resolution: sizeSchema,
  mean: z.array(z.number()),
  std: z.array(z.number().positive()),
});

/** Reads the metadata of an ONNX file, as far as it is ours; what another program wrote under the same names is left out. */
export function wordsIn(metadata: ReadonlyMap<string, string>): Words {
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
