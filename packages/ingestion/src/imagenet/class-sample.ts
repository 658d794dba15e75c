import { z } from 'zod';
import { readJson } from '../files/read-json.ts';

const wnid = z.string().regex(/^n\d{8}$/, 'a wnid such as n01440764');

/** `sample.json`: which classes and which of their images; what `ingestion/imagenet` reads, and fit to be committed. */
export const classSampleSchema = z.strictObject({
  schemaVersion: z.literal(1),
  title: z.string(),
  licence: z.string(),
  seed: z.number().int(),
  classes: z
    .array(
      z.strictObject({
        wnid,
        name: z.string(),
        /** File names within the class, sorted. */
        train: z.array(z.string()).min(1),
        test: z.array(z.string()).min(1),
      }),
    )
    .min(2)
    .refine((classes) => new Set(classes.map((one) => one.wnid)).size === classes.length, 'a class twice'),
});

export type ClassSample = z.infer<typeof classSampleSchema>;
export type SampledClass = ClassSample['classes'][number];

/** Reads a sample; throws one `UserError` for each thing wrong with it. */
export async function readClassSample(path: string): Promise<ClassSample> {
  return readJson({ path, kind: 'sample', code: 'imagenet/sample', schema: classSampleSchema });
}

/** The sample as readable JSON: a line for each class's training images, and one for its test images. */
export function formatClassSample(sample: ClassSample): string {
  const list = (names: readonly string[]) => `[${names.map((name) => JSON.stringify(name)).join(', ')}]`;
  const classes = sample.classes.map(
    ({ wnid, name, train, test }) => `    {
      "wnid": ${JSON.stringify(wnid)},
      "name": ${JSON.stringify(name)},
      "train": ${list(train)},
      "test": ${list(test)}
    }`,
  );
  const { classes: _, ...head } = sample;
  return `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "classes": [\n${classes.join(',\n')}\n  ]\n}\n`;
}
