import { centreView, viewImage } from '@batchmates/augmentation';
import {
  colourSums,
  createDatasetWriter,
  openDataset,
  type Dataset,
  type DatasetInfo,
  type Split,
} from '@batchmates/dataset';
import { decodeImage } from '@batchmates/loader';
import { randomStream } from '@batchmates/random';
import { temporaryFolder } from '@batchmates/stage/testing';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { shelfPixels } from '../../src/site/shelf-pixels.ts';
import { presentImages } from '../../src/worker/present-images.ts';

const SIZES = [
  { height: 18, width: 31 },
  { height: 27, width: 19 },
  { height: 20, width: 20 },
];
const crop = { height: 16, width: 16, resolution: { height: 12, width: 12 } };

let dataset: Dataset;

/** A data set of PNG files of several sizes. */
beforeAll(async () => {
  const directory = await temporaryFolder();
  const image = { height: 20, width: 20, channels: 3 };
  const writer = createDatasetWriter({
    ...{
      directory,
      description: 'noise',
      classNames: ['one', 'two', 'three'],
      encoding: 'encoded',
      image,
      padding: 0,
    },
  });
  for (const split of ['train', 'test']) {
    for (const [label, size] of SIZES.entries()) {
      const stream = randomStream('noise', split, label);
      const raw = { ...size, channels: 3 } as const;
      const pixels = Uint8Array.from({ length: size.height * size.width * 3 }, () => stream.integer(256));
      const encoded = await sharp(pixels, { raw }).png().toBuffer();
      await writer.add(split, {
        id: `${split}:${label}`,
        label,
        image: encoded,
        colour: colourSums(pixels, 3),
      });
    }
  }
  await writer.finish();
  dataset = await openDataset(directory);
});

it('of more than a browser should load are refused', async () => {
  const info = {
    encoding: 'encoded',
    shape: { height: 224, width: 224, channels: 3 },
  } as unknown as DatasetInfo;
  const indices = Array.from({ length: 20_000 }, (_, index) => index);
  await expect(shelfPixels({ split: {} as Split, info, crops: [] }, indices)).rejects.toThrow(
    '20000 images of the playground: expected at most 200 MB, for a browser loads them all, received 3011 MB; lower imagesPerClass',
  );
});

describe('shelfPixels of encoded images', () => {
  it('keeps the window of each that a network sees, so that it sees the same', async () => {
    const split = await dataset.split('test');
    const { shape, data, exact } = await shelfPixels({ split, info: dataset.info, crops: [crop] }, [0, 1, 2]);
    // One pixel more on each side, which resampling from 16 to 12 reads.
    expect({ shape, exact }).toEqual({ shape: { height: 18, width: 18, channels: 3 }, exact: true });
    const { normalisation } = dataset.info;
    const seen = presentImages(data, { image: shape, crop, normalisation });
    for (const index of [0, 1, 2]) {
      const pixels = await decodeImage(split.image(index), 3);
      const whole = new Float32Array(12 * 12 * 3);
      viewImage(whole, pixels.data, { view: centreView, image: pixels.shape, crop, normalisation });
      const cut = seen.subarray(index * whole.length, (index + 1) * whole.length);
      const furthest = whole.reduce((most, value, at) => Math.max(most, Math.abs(value - cut[at]!)), 0);
      expect(furthest).toBeLessThan(1e-6);
    }
  });

  it('says so where an image has too few pixels around the window', async () => {
    const split = await dataset.split('test');
    const wide = { ...crop, height: 18 };
    const found = await shelfPixels({ split, info: dataset.info, crops: [wide] }, [0, 1, 2]);
    expect(found).toMatchObject({ shape: { height: 18, width: 18 }, exact: false });
    const unscaled = { height: 18, width: 18 };
    const kept = await shelfPixels({ split, info: dataset.info, crops: [unscaled] }, [0, 1, 2]);
    expect(kept).toMatchObject({ shape: unscaled, exact: true });
  });

  it('refuses windows of different sizes', async () => {
    const split = await dataset.split('test');
    const crops = [crop, { height: 18, width: 18 }];
    await expect(shelfPixels({ split, info: dataset.info, crops }, [0])).rejects.toMatchObject({
      code: 'playground/windows',
    });
  });

  it('refuses an image that is smaller than the window', async () => {
    const split = await dataset.split('test');
    const crops = [{ height: 24, width: 24 }];
    await expect(shelfPixels({ split, info: dataset.info, crops }, [0])).rejects.toThrow(
      /image "test:0".*at least 24x24 pixels.*18x31.*leave it out/s,
    );
  });
});
