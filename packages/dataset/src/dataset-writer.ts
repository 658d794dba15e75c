import { invariant, UserError } from '@batchmates/errors';
import { addColourSums, colourSums, noColour, pixelNormalisation, type ColourSums } from './colour-sums.ts';
import { formatShardMetadata, METADATA_KEY } from './dataset-schema.ts';
import type { DatasetInfo, PixelNormalisation } from './dataset.ts';
import type { ImageShape } from './image-shape.ts';
import { padImage } from './pad-image.ts';
import type { SplitWriter } from './split-writer.ts';

/** A data set about to be written. */
export interface DatasetWriterOptions {
  /** The folder the shards go to; it exists. */
  readonly directory: string;
  readonly description: string;
  readonly classNames: readonly string[];
  readonly encoding: DatasetInfo['encoding'];
  /** Shape of the images before padding; for encoded images the nominal one. */
  readonly image: ImageShape;
  /** Zero pixels to add on each side of a raw image (default 0). */
  readonly padding?: number;
  /** The split whose unpadded pixels determine the normalisation (default `train`). */
  readonly colourSplit?: string;
  /** The rows are images of another data set, which has this normalisation: it is kept, and raw images come padded. */
  readonly copied?: PixelNormalisation;
  /** A shard that has reached this many bytes is followed by a new one (default 512 MiB, well under 2 GiB). */
  readonly shardBytes?: number;
}

/** An image with its class. */
export interface Row {
  /** Unique within its split, stable between runs, e.g. `data_batch_1:17`. */
  readonly id: string;
  /** Index into `classNames`. */
  readonly label: number;
  /** Index of the class that the image really has, where `label` may be wrong on purpose: a column of its own. All rows of a split have one, or none. */
  readonly trueLabel?: number;
  /** Raw: unpadded `[height, width, channels]` uint8. Encoded: the file's bytes. Copied: the caller may reuse it. */
  readonly image: Uint8Array;
  /**
   * Colour sums of the decoded image (or an even sample of its pixels) of a training image. Computed for raw images
   * that come without; encoded ones without do not count in the normalisation.
   */
  readonly colour?: ColourSums;
}

/** Rows in, Arrow shards out; the order of the calls is the order of the images. */
export interface DatasetWriter {
  /**
   * Adds an image to a split; the promise is kept when the writer is ready for more. Throws a `UserError` when the
   * image has the wrong size or the label has no class.
   */
  add(split: string, row: Row): Promise<void>;
  /** Writes what is left and the metadata; throws a `UserError` when `colourSplit` has no image. */
  finish(): Promise<DatasetInfo>;
  /** Closes the files without finishing them; for a `finally`, harmless after `finish`. */
  close(): Promise<void>;
}

const SHARD_BYTES = 512 * 2 ** 20;

/** Starts a data set in a folder. */
export function createDatasetWriter(options: DatasetWriterOptions): DatasetWriter {
  return new ShardedWriter(options);
}

class ShardedWriter implements DatasetWriter {
  readonly #options: DatasetWriterOptions;
  readonly #stride: number | undefined;
  readonly #colourSplit: string;
  readonly #splits = new Map<string, SplitWriter>();
  #colour: ColourSums;

  constructor(options: DatasetWriterOptions) {
    const { encoding, image, padding = 0, shardBytes = SHARD_BYTES } = options;
    invariant(encoding === 'raw' || padding === 0, 'encoded images cannot be padded');
    invariant(shardBytes < 2 ** 31, 'a shard must stay under 2 GiB');
    this.#options = options;
    this.#colourSplit = options.colourSplit ?? 'train';
    this.#stride =
      encoding === 'raw'
        ? (image.height + 2 * padding) * (image.width + 2 * padding) * image.channels
        : undefined;
    this.#colour = noColour(image.channels);
  }

  async add(split: string, row: Row): Promise<void> {
    this.#check(split, row);
    const { image, encoding, padding = 0, copied } = this.#options;
    if (split === this.#colourSplit && copied === undefined) {
      const colour = row.colour ?? (encoding === 'raw' ? colourSums(row.image, image.channels) : undefined);
      if (colour !== undefined) this.#colour = addColourSums(this.#colour, colour);
    }
    const writer = this.#splits.get(split) ?? (await this.#open(split, row.trueLabel !== undefined));
    const ready = writer.push(row, this.#stride ?? row.image.length, (place) =>
      padding === 0 || copied !== undefined
        ? place.set(row.image)
        : padImage(place, row.image, image, padding),
    );
    if (ready !== undefined) await ready;
  }

  async finish(): Promise<DatasetInfo> {
    const { image, padding = 0, encoding, classNames, description, copied } = this.#options;
    if (copied === undefined && this.#colour.pixels === 0) {
      throw new UserError({
        code: 'dataset/no-training-images',
        what: `writing the data set (${description})`,
        expected: `images in split ${this.#colourSplit}, some of them with colour sums`,
        received: this.#splits.has(this.#colourSplit) ? 'none with colour sums' : 'none',
      });
    }
    const info: DatasetInfo = {
      shape: padded(image, padding),
      encoding,
      classNames,
      description,
      padding,
      normalisation: copied ?? (await pixelNormalisation(this.#colour)),
    };
    for (const [split, writer] of this.#splits) {
      await writer.finish(new Map([[METADATA_KEY, formatShardMetadata({ split, info })]]));
    }
    return info;
  }

  async close(): Promise<void> {
    for (const writer of this.#splits.values()) await writer.close();
  }

  async #open(split: string, trueLabels: boolean): Promise<SplitWriter> {
    // Arrow takes a tenth of a second to load, and whoever reads or writes images imports this package.
    const { SplitWriter } = await import('./split-writer.ts');
    const known = this.#splits.get(split);
    if (known !== undefined) return known;
    const { directory, shardBytes = SHARD_BYTES } = this.#options;
    const created = new SplitWriter({ directory, split, stride: this.#stride, shardBytes, trueLabels });
    this.#splits.set(split, created);
    return created;
  }

  #check(split: string, { id, label, image }: Row): void {
    const { encoding, image: nominal, classNames, copied, padding = 0 } = this.#options;
    const shape = copied === undefined ? nominal : padded(nominal, padding);
    const wanted = shape.height * shape.width * shape.channels;
    if (encoding === 'raw' && image.length !== wanted) {
      throw new UserError({
        code: 'dataset/image-size',
        what: `image ${id} of split ${split}`,
        expected: `${wanted} bytes (${shape.height}x${shape.width}x${shape.channels})`,
        received: `${image.length}`,
      });
    }
    if (!Number.isInteger(label) || label < 0 || label >= classNames.length) {
      throw new UserError({
        code: 'dataset/bad-label',
        what: `image ${id} of split ${split}`,
        expected: `a label from 0 to ${classNames.length - 1}`,
        received: `${label}`,
      });
    }
  }
}

function padded({ height, width, channels }: ImageShape, padding: number): ImageShape {
  return { height: height + 2 * padding, width: width + 2 * padding, channels };
}
