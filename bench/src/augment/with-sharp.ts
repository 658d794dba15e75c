import { randomRegion, resolutionOf } from '@batchmates/augmentation';
import { randomStream } from '@batchmates/random';
import sharp from 'sharp';
import type { PrepareBody } from '../harness/body.ts';
import { pixels, normalisation, type AugmentCase } from './case.ts';

const BATCH = 50;

/** The peer in Node: sharp (libvips) crops, resizes, flips and normalises the same images, on one thread. */
const prepare: PrepareBody<AugmentCase> = async ({ image, crop, augmentation }) => {
  sharp.concurrency(1);
  sharp.cache(false);
  const sources = Array.from({ length: BATCH }, (_, index) => pixels(image, index));
  const { height, width } = resolutionOf(crop);
  const stream = randomStream(0);
  const gain = normalisation.std.map((deviation) => 1 / 255 / deviation);
  const one = async (source: Uint8Array): Promise<number> => {
    const region = randomRegion(augmentation, { crop, image }, stream);
    const pipeline = sharp(source, { raw: { ...image, channels: 3 } })
      .extract(whole(region))
      .resize(width, height, { fit: 'fill', kernel: 'linear' })
      .linear(
        gain,
        normalisation.mean.map((mean, channel) => -mean / normalisation.std[channel]!),
      )
      .raw({ depth: 'float' });
    const result = await (stream.uniform() < 0.5 ? pipeline.flop() : pipeline).toBuffer();
    return result.length;
  };
  return {
    facts: { sharp: sharp.versions },
    async work() {
      for (const source of sources) await one(source);
      return BATCH;
    },
  };
};

/** libvips extracts whole pixels only. */
function whole({ top, left, height, width }: { top: number; left: number; height: number; width: number }) {
  return {
    top: Math.floor(top),
    left: Math.floor(left),
    height: Math.floor(height),
    width: Math.floor(width),
  };
}

export default prepare;
