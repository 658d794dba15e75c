import { augmentImage, exampleStream, resolutionOf } from '@batchmates/augmentation';
import type { PrepareBody } from '../harness/body.ts';
import { pixels, normalisation, type AugmentCase } from './case.ts';

const BATCH = 50;

/** Our augmentation on one thread: seeded crop, scale, flip, PCA colour and normalisation to float32. */
const prepare: PrepareBody<AugmentCase> = async ({ image, crop, augmentation }) => {
  const sources = Array.from({ length: BATCH }, (_, index) => pixels(image, index));
  const { height, width } = resolutionOf(crop);
  const values = height * width * image.channels;
  const batch = new Float32Array(BATCH * values);
  let epoch = 0;
  let checksum = 0;
  return {
    work() {
      sources.forEach((source, index) => {
        const stream = exampleStream({ seed: 0, epoch, image: index });
        const target = batch.subarray(index * values, (index + 1) * values);
        augmentImage(target, source, { augmentation, stream, image, crop, normalisation });
      });
      epoch++;
      checksum += batch[epoch % batch.length]!;
      return Number.isNaN(checksum) ? 0 : BATCH;
    },
  };
};

export default prepare;
