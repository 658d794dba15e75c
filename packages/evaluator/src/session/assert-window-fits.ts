import type { Checkpoint } from '@batchmates/checkpoint';
import type { DatasetInfo } from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';

/** Throws a `UserError` (`evaluator/crop`) when the network's window is larger than the stored images, which would be enlarged to fill it. */
export function assertWindowFits(
  { crop: { height, width } }: Pick<Checkpoint, 'crop'>,
  { shape }: Pick<DatasetInfo, 'shape'>,
): void {
  if (height <= shape.height && width <= shape.width) return;
  throw new UserError({
    code: 'evaluator/crop',
    what: `window of ${height}x${width} pixels that the network sees of an image`,
    expected: `at most ${shape.height}x${shape.width}, the stored images`,
    received: `${height}x${width}`,
    remedy: 'store the images larger (size), or give import/safetensors a smaller crop',
  });
}
