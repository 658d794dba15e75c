import { z } from 'zod';
import type { DatasetInfo } from './dataset.ts';
import { imageShapeSchema } from './image-shape.ts';

/** Key of the schema metadata under which a shard keeps its description, as JSON. */
export const METADATA_KEY = 'batchmates';

const channelStatisticsSchema = z.strictObject({
  mean: z.array(z.number()),
  std: z.array(z.number()),
  eigenvalues: z.array(z.number()),
  eigenvectors: z.array(z.array(z.number())),
});

/** The JSON under `METADATA_KEY`: what is known of the data set, and which of its splits this shard belongs to. */
export const shardMetadataSchema = z.strictObject({
  schemaVersion: z.literal(1),
  split: z.string(),
  info: z.strictObject({
    shape: imageShapeSchema,
    encoding: z.enum(['raw', 'encoded']),
    classNames: z.array(z.string()),
    description: z.string(),
    padding: z.number().int().nonnegative(),
    statistics: channelStatisticsSchema,
  }),
}) satisfies z.ZodType<{ info: DatasetInfo }>;

/** What a shard says of itself. */
export type ShardMetadata = z.infer<typeof shardMetadataSchema>;

/** File name of a shard: `<split>-<five digits>.arrow`, so that names sort in the order of the images. */
export function shardName(split: string, shard: number): string {
  return `${split}-${String(shard).padStart(5, '0')}.arrow`;
}
