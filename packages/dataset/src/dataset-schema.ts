import { z } from 'zod';
import type { DatasetInfo, PixelNormalisation } from './dataset.ts';
import { imageShapeSchema } from './image-shape.ts';

/** Key of the schema metadata under which a shard keeps its description, as JSON. */
export const METADATA_KEY = 'batchmates';

/** A `PixelNormalisation` read back from JSON. */
export const pixelNormalisationSchema = z.strictObject({
  mean: z.array(z.number()),
  std: z.array(z.number()),
  eigenvalues: z.array(z.number()),
  eigenvectors: z.array(z.array(z.number())),
}) satisfies z.ZodType<PixelNormalisation>;

const metadataSchema = z.strictObject({
  schemaVersion: z.literal(1),
  split: z.string(),
  info: z.strictObject({
    shape: imageShapeSchema,
    encoding: z.enum(['raw', 'encoded']),
    classNames: z.array(z.string()),
    description: z.string(),
    padding: z.number().int().nonnegative(),
    /** `DatasetInfo` calls it `normalisation`. */
    statistics: pixelNormalisationSchema,
  }),
});

/** What a shard says of itself: what is known of the data set, and which of its splits this shard belongs to. */
export interface ShardMetadata {
  readonly split: string;
  readonly info: DatasetInfo;
}

/** The JSON under `METADATA_KEY`. */
export function formatShardMetadata({ split, info: { normalisation, ...info } }: ShardMetadata): string {
  return JSON.stringify({ schemaVersion: 1, split, info: { ...info, statistics: normalisation } });
}

/** Reads what `formatShardMetadata` wrote; `undefined` when it is something else. */
export function parseShardMetadata(text: string): ShardMetadata | undefined {
  try {
    const { split, info } = metadataSchema.parse(JSON.parse(text));
    const { statistics: normalisation, ...rest } = info;
    return { split, info: { ...rest, normalisation } };
  } catch {
    return undefined;
  }
}

/** File name of a shard: `<split>-<five digits>.arrow`, so that names sort in the order of the images. */
export function shardName(split: string, shard: number): string {
  return `${split}-${String(shard).padStart(5, '0')}.arrow`;
}
