import type { DatasetInfo } from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';
import type { Classifier } from './classifier.ts';

/**
 * Throws a `UserError` (`classifier/crop`) when the network's window is larger than the stored images, which would be enlarged to fill it, and
 * `classifier/stored` when images are stored in another size than the classifier says.
 */
export function assertWindowFits(
  { crop: { height, width }, stored }: Pick<Classifier, 'crop' | 'stored'>,
  { shape }: Pick<DatasetInfo, 'shape'>,
): void {
  if (stored !== undefined && (shape.height !== stored || shape.width !== stored)) {
    throw new UserError({
      code: 'classifier/stored',
      what: 'size of the stored images',
      expected: `${stored}x${stored}, to which this model's images are resized`,
      received: `${shape.height}x${shape.width}`,
      remedy: `ingest the images with size: ${stored} and pad: 0, or give import/onnx another resize`,
    });
  }
  if (height <= shape.height && width <= shape.width) return;
  throw new UserError({
    code: 'classifier/crop',
    what: `window of ${height}x${width} pixels that the network sees of an image`,
    expected: `at most ${shape.height}x${shape.width}, the stored images`,
    received: `${height}x${width}`,
    remedy: 'store the images larger (size), or give the import stage a smaller crop',
  });
}
