import type { DatasetInfo, Split } from '@batchmates/dataset';
import { match } from 'ts-pattern';
import { decodeImage } from './decode-image.ts';
import type { Pixels } from './prepare-image.ts';

/** Gives the pixels of image `index`: at once for raw images, later for encoded ones. */
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

/** The pixels of a split; decoding throws `UnreadableImage`. */
export function pixelSource(
  split: Pick<Split, 'image'>,
  { encoding, shape }: Pick<DatasetInfo, 'encoding' | 'shape'>,
): PixelSource {
  return match(encoding)
    .returnType<PixelSource>()
    .with('raw', () => (index) => ({ data: split.image(index), shape }))
    .with('encoded', () => async (index) => {
      try {
        return await decodeImage(split.image(index), shape.channels);
      } catch (cause) {
        throw new UnreadableImage(index, cause);
      }
    })
    .exhaustive();
}
