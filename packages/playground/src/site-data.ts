import { cropSchema, type Crop } from '@batchmates/augmentation';
import {
  imageShapeSchema,
  pixelNormalisationSchema,
  type ImageShape,
  type PixelNormalisation,
} from '@batchmates/dataset';
import { networkSchema, type Network } from '@batchmates/network';
import { z } from 'zod';

/** The file beside the page that describes a playground and names its other files. */
export const SITE_DATA_FILE = 'playground.json';

/** A network of a playground. */
export interface SiteNetwork {
  /** Unlike those of the others, e.g. `balanced`. */
  readonly name: string;
  /** The batching strategy that it was trained with, e.g. `balanced`; `imported` where it was not trained here. */
  readonly training: string;
  /** Images in a training batch; null where that is not known. */
  readonly batchSize: number | null;
  readonly network: Network;
  /** What it sees of an image. */
  readonly crop: Crop;
  /** Mean and standard deviation with which pixels are normalised. */
  readonly normalisation: PixelNormalisation;
  /** Its safetensors: parameters, running and population statistics. */
  readonly file: string;
}

/** The images of a playground. */
export interface Shelf {
  /** Raw uint8 `[count, height, width, channels]`. */
  readonly file: string;
  readonly count: number;
  /** Class index of each image: `[count]`. */
  readonly labels: readonly number[];
  /** What the data set calls each image: `[count]`. */
  readonly ids: readonly string[];
}

/** What `playground.json` holds. */
export interface SiteData {
  readonly format: 1;
  readonly title: string;
  /** Where the page leads back to, relative to it. */
  readonly home?: string;
  /** Names of the classes, in the order of the networks' answers. Text of anybody's: never markup. */
  readonly classes: readonly string[];
  /** Of every image of the shelf. */
  readonly image: ImageShape;
  /** Width of the black margin that every image carries, in pixels: part of `image`, not of what it shows. */
  readonly padding: number;
  readonly shelf: Shelf;
  /** At least one. */
  readonly networks: readonly SiteNetwork[];
}

const count = z.number().int().nonnegative();

const siteNetworkSchema = z.strictObject({
  name: z.string(),
  training: z.string(),
  batchSize: z.number().int().positive().nullable(),
  network: networkSchema,
  crop: cropSchema,
  normalisation: pixelNormalisationSchema,
  file: z.string(),
}) satisfies z.ZodType<SiteNetwork>;

/** A `SiteData` read back from JSON; what its parts say must agree. */
export const siteDataSchema: z.ZodType<SiteData> = z
  .strictObject({
    format: z.literal(1),
    title: z.string(),
    home: z.string().exactOptional(),
    classes: z.array(z.string()).min(1),
    image: imageShapeSchema,
    padding: count,
    shelf: z
      .strictObject({
        file: z.string(),
        count: count.min(1),
        labels: z.array(count),
        ids: z.array(z.string()),
      })
      .refine(({ count, labels }) => labels.length === count, 'a label for each image')
      .refine(({ count, ids }) => ids.length === count, 'a name for each image'),
    networks: z.array(siteNetworkSchema).min(1).refine(unlike, 'names unlike each other'),
  })
  .refine(({ classes, shelf }) => shelf.labels.every((label) => label < classes.length), {
    error: 'labels of its classes',
    path: ['shelf', 'labels'],
  })
  .refine(({ classes, networks }) => networks.every(({ network }) => network.classes === classes.length), {
    error: 'networks of its classes',
    path: ['networks'],
  })
  .refine(
    ({ image, networks }) => networks.every(({ network }) => network.input.channels === image.channels),
    {
      error: 'networks of its channels',
      path: ['networks'],
    },
  )
  .refine(({ image, padding }) => 2 * padding < Math.min(image.height, image.width), {
    error: 'a margin that leaves something of the image',
    path: ['padding'],
  });

function unlike(networks: readonly { readonly name: string }[]): boolean {
  return new Set(networks.map(({ name }) => name)).size === networks.length;
}
