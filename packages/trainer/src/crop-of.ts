import { resolutionOf, type Crop } from '@batchmates/augmentation';
import type { DatasetInfo, Size } from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';
import type { TrainParams } from './params.ts';

/**
 * What the network sees of an image. Unless told otherwise: of padded images so much that the padding is half cut
 * off (36 of 40 pixels), of encoded photographs 7/8 (224 of 256), of others all. Throws a `UserError` that names
 * `crop` when it is larger than the images.
 */
export function cropOf(
  { crop, resolution }: Pick<TrainParams, 'crop' | 'resolution'>,
  info: DatasetInfo,
): Crop {
  const { height, width } = info.shape;
  if (crop !== undefined && crop > Math.min(height, width)) {
    throw new UserError({
      code: 'trainer/crop',
      what: 'training: crop',
      expected: `at most ${Math.min(height, width)}, the side of the stored images`,
      received: String(crop),
    });
  }
  const window = crop === undefined ? defaultWindow(info) : square(crop);
  return resolution === undefined ? window : { ...window, resolution: square(resolution) };
}

/** The network's input under a crop. */
export function inputOf(crop: Crop, { shape }: DatasetInfo): Size & { readonly channels: number } {
  return { ...resolutionOf(crop), channels: shape.channels };
}

function defaultWindow({ encoding, shape: { height, width }, padding }: DatasetInfo): Size {
  if (encoding === 'encoded') return square(Math.round((Math.min(height, width) * 7) / 8));
  return { height: height - padding, width: width - padding };
}

function square(side: number): Size {
  return { height: side, width: side };
}
