import type { DatasetInfo, Split } from '@batchmates/dataset';
import { match } from 'ts-pattern';
import { decodeImage } from './decode-image.ts';
import type { PixelCache } from './pixel-cache.ts';
import type { Pixels } from './prepare-image.ts';

/** Gives the pixels of image `index`: at once where they are at hand, later where they must be decoded. */
export type PixelSource = (index: number) => Pixels | Promise<Pixels>;

/** An image that cannot be decoded; carries its index so that whoever knows the data set can name it. */
export class UnreadableImage extends Error {
  readonly index: number;

  constructor(index: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'UnreadableImage';
    this.index = index;
  }
}

/** The pixels of a split; decoded ones are kept in `cache`. Decoding throws `UnreadableImage`. */
export function pixelSource(
  split: Pick<Split, 'image'>,
  { encoding, shape }: Pick<DatasetInfo, 'encoding' | 'shape'>,
  cache?: PixelCache,
): PixelSource {
  const decode = async (index: number): Promise<Pixels> => {
    try {
      const pixels = await decodeImage(split.image(index), shape.channels);
      cache?.put(index, pixels);
      return pixels;
    } catch (cause) {
      throw new UnreadableImage(index, cause);
    }
  };
  return match(encoding)
    .returnType<PixelSource>()
    .with('raw', () => (index) => ({ data: split.image(index), shape }))
    .with('encoded', () => (index) => cache?.get(index) ?? decode(index))
    .exhaustive();
}
