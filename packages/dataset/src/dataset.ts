import type { ImageShape } from './image-shape.ts';

/** What is known of a data set besides its images; kept in the Arrow schema metadata of every shard. */
export interface DatasetInfo {
  /** Height, width and channels of the stored images (padding included); encoded images may differ in size. */
  readonly shape: ImageShape;
  /** `raw`: `image` is height*width*channels uint8 values (HWC); `encoded`: a JPEG or PNG file. */
  readonly encoding: 'raw' | 'encoded';
  readonly classNames: readonly string[];
  /** Where the images come from and how they were split, for provenance, e.g. `CIFAR-10, hold-out of data_batch_5`. */
  readonly description: string;
  /** Zero pixels added on each side of the original image. */
  readonly padding: number;
  readonly normalisation: PixelNormalisation;
}

/**
 * The colours of the training images, padding left out, pixels scaled to 0..1: what normalises images (`(pixel - mean) / std`)
 * and shifts their colours in augmentation. Not the statistics of batch norm.
 */
export interface PixelNormalisation {
  /** `[channels]` */
  readonly mean: readonly number[];
  /** `[channels]` */
  readonly std: readonly number[];
  /** Eigen-decomposition of the RGB covariance (Krizhevsky et al. 2012): `[channels]`, descending. */
  readonly eigenvalues: readonly number[];
  /** Row `i` is the unit eigenvector of `eigenvalues[i]`: `[channels][channels]`. */
  readonly eigenvectors: readonly (readonly number[])[];
}

/** The images of one split, in one fixed order; index `i` is what batch plans count. */
export interface Split {
  readonly name: string;
  readonly length: number;
  readonly labels: Uint16Array;
  /** Where `labels` were made wrong on purpose, the true ones, `[length]`. */
  readonly trueLabels?: Uint16Array | undefined;
  id(index: number): string;
  /** Bytes of image `index`, as a view: raw HWC uint8 or an encoded file. Backed by shared memory. */
  image(index: number): Uint8Array;
  /** The same split as plain data over shared memory, to post to a worker thread; `splitFromShared` opens it there. */
  readonly shared: SharedSplit;
}

/** A split as a structured-cloneable value: posting it to a worker thread copies the ids, never the pixels. */
export interface SharedSplit {
  readonly name: string;
  readonly ids: readonly string[];
  /** `[length]`, in shared memory. */
  readonly labels: Uint16Array;
  /** `[length]`, in shared memory; absent where there are none. */
  readonly trueLabels?: Uint16Array | undefined;
  /** The shard files' bytes, in shared memory. */
  readonly shards: readonly Uint8Array[];
  /** Image `i` is `bytes[i]` bytes at `start[i]` of `shards[shard[i]]`: three columns `[length]` in shared memory. */
  readonly shard: Uint16Array;
  readonly start: Uint32Array;
  readonly bytes: Uint32Array;
}

/** A data set artifact, opened. */
export interface Dataset {
  readonly info: DatasetInfo;
  readonly splits: readonly string[];
  /** Reads a split into memory; throws a `UserError` when there is none of that name. */
  split(name: string): Promise<Split>;
}
