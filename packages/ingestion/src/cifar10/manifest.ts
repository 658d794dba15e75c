import { readFile } from 'node:fs/promises';
import { imageShapeSchema } from '@batchmates/dataset';
import { UserError, UserErrors } from '@batchmates/errors';
import { z } from 'zod';

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
  const parsed = cifarManifestSchema.safeParse(await readJson(path));
  if (parsed.success) return parsed.data;
  throw new UserErrors(
    parsed.error.issues.map(
      ({ path: key, message }) =>
        new UserError({
          code: 'cifar10/manifest',
          what: `manifest ${path}, ${key.join('.') || 'top level'}: ${message}`,
        }),
    ),
  );
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new UserError({
      code: 'cifar10/manifest',
      what: `manifest ${path} cannot be read: ${(cause as Error).message}`,
      cause,
    });
  }
}
