import { imageShapeSchema } from '@batchmates/dataset';
import { z } from 'zod';
import { readJson } from '../files/read-json.ts';

const digest = z.string().regex(/^[0-9a-f]{32}$/, 'an md5 in hexadecimal');
const count = z.number().int().positive();

/** A data set in CIFAR's binary layout: official names, sizes, checksums, classes and where it is published. */
export const cifarManifestSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string(),
  title: z.string(),
  homepage: z.url(),
  licence: z.string(),
  citation: z.string(),
  image: imageShapeSchema,
  classes: z.array(z.string()).min(2).max(256),
  archive: z.strictObject({
    url: z.url(),
    /** File name of the archive, and the folder inside it. */
    name: z.string(),
    folder: z.string(),
    bytes: count,
    md5: digest,
  }),
  files: z
    .array(z.strictObject({ name: z.string(), split: z.enum(['train', 'test']), bytes: count, md5: digest }))
    .min(1),
});

export type CifarManifest = z.infer<typeof cifarManifestSchema>;
export type CifarFile = CifarManifest['files'][number];

/** Reads a manifest; throws one `UserError` for each thing wrong with it. */
export async function readCifarManifest(path: string): Promise<CifarManifest> {
  return readJson({ path, kind: 'manifest', code: 'cifar10/manifest', schema: cifarManifestSchema });
}
