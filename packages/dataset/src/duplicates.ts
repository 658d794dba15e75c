import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson, readRegularFile, UnreadableFile } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { z } from 'zod';

/** File of a data set that lists images of equal content; absent when there are none. */
const DUPLICATES_FILE = 'duplicates.json';

const duplicatesSchema = z.strictObject({
  /** Test images whose content is that of a training image, too: what is measured on them was learnt by heart. */
  testInTrain: z.number().int(),
  /** Images that repeat another one of the same split, by split. */
  repeated: z.record(z.string(), z.number().int()),
  /** Images whose content stands under another class, too. */
  contradictory: z.number().int(),
  /** Images of equal content, in the order of the data set: the first 1,000 groups. */
  groups: z.array(z.array(z.strictObject({ split: z.string(), id: z.string(), label: z.number().int() }))),
});

/** Which images of a data set are the same. */
export type Duplicates = z.output<typeof duplicatesSchema>;

/** Writes `DUPLICATES_FILE` into a data set's folder. */
export async function writeDuplicates(folder: string, duplicates: Duplicates): Promise<void> {
  await writeFile(join(folder, DUPLICATES_FILE), `${JSON.stringify(duplicates, undefined, 2)}\n`);
}

/** Reads what `writeDuplicates` wrote; `undefined` for a data set without duplicates. Throws a `UserError`. */
export async function readDuplicates(folder: string): Promise<Duplicates | undefined> {
  const file = join(folder, DUPLICATES_FILE);
  const bytes = await readRegularFile(file).catch((error: unknown) => {
    if (error instanceof UnreadableFile && error.absent) return undefined;
    throw error;
  });
  if (bytes === undefined) return undefined;
  const parsed = duplicatesSchema.safeParse(parseJson(bytes.toString('utf8')));
  if (parsed.success) return parsed.data;
  throw new UserError({
    code: 'dataset/bad-duplicates',
    what: `file ${file}`,
    expected: 'the list of equal images',
    received: 'something else',
    remedy: 'run the ingestion stage again',
  });
}

/** Duplicates in a sentence: `7 test images are training images, too; 2 images repeat another one of train`. */
export function describeDuplicates({ testInTrain, repeated, contradictory }: Duplicates): string {
  const images = (count: number) => `${count.toLocaleString('en')} image${count === 1 ? '' : 's'}`;
  const parts = [
    ...(testInTrain === 0
      ? []
      : [`${images(testInTrain)} of test ${testInTrain === 1 ? 'is' : 'are'} in train, too`]),
    ...Object.entries(repeated).map(
      ([split, count]) => `${images(count)} repeat${count === 1 ? 's' : ''} another one of ${split}`,
    ),
    ...(contradictory === 0
      ? []
      : [`${images(contradictory)} ${contradictory === 1 ? 'has' : 'have'} an equal one of another class`]),
  ];
  return parts.join('; ');
}
