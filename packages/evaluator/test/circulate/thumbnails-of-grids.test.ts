import type { DatasetInfo, Split } from '@batchmates/dataset';
import type { CirculateGrid } from '@batchmates/results';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { thumbnailsOf } from '../../src/circulate/thumbnails-of-grids.ts';

const row = (...images: number[]) => ({
  probeSlots: [],
  cells: images.map((image) => ({ image, predicted: 0, probability: 1 })),
});
const grid = (base: number[], ...rows: number[][]): CirculateGrid => ({
  kind: 'weak',
  probes: [],
  base: row(...base),
  rows: rows.map((images) => row(...images)),
});

/** A split of images that are given by their numbers; only they are asked for. */
const splitOf = (images: Record<number, Uint8Array>) =>
  ({ image: (index: number) => images[index]! }) as Partial<Split> as Split;
const infoOf = (info: Partial<DatasetInfo>) => info as DatasetInfo;

async function opened(uri: string | undefined) {
  const [head, body = ''] = (uri ?? '').split(',');
  expect(head).toBe('data:image/png;base64');
  const { data, info } = await sharp(Buffer.from(body, 'base64')).raw().toBuffer({ resolveWithObject: true });
  return { pixels: [...data], width: info.width, height: info.height };
}

test('every image of every grid once, in the order of their numbers, as its pixels without the padding', async () => {
  // Two rows of three pixels with a margin of 1; the inner ones are 10 * image + place.
  const padded = (image: number) => {
    const all = new Uint8Array(4 * 5 * 3);
    for (let y = 0; y < 2; y++)
      for (let x = 0; x < 3; x++)
        all.fill(10 * image + 3 * y + x, ((y + 1) * 5 + x + 1) * 3, ((y + 1) * 5 + x + 2) * 3);
    return all;
  };
  const info = infoOf({ encoding: 'raw', padding: 1, shape: { height: 4, width: 5, channels: 3 } });
  const grids = [grid([2, 1], [11, 1], [2, 11]), grid([3], [1])];
  const images = Object.fromEntries([1, 2, 3, 11].map((image) => [image, padded(image)]));
  const thumbnails = await thumbnailsOf(grids, splitOf(images), info);
  expect(Object.keys(thumbnails)).toEqual(['1', '2', '3', '11']);
  for (const image of [1, 2, 3, 11]) {
    const places = [0, 1, 2, 3, 4, 5].flatMap((place) => Array<number>(3).fill(10 * image + place));
    expect(await opened(thumbnails[image])).toEqual({ pixels: places, width: 3, height: 2 });
  }
});

test('large images shrink to 64 pixels on their longer side; files are turned as their camera was', async () => {
  const photograph = await sharp({ create: { width: 256, height: 128, channels: 3, background: 'red' } })
    // Turned by a quarter: what was wide is high.
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const info = infoOf({ encoding: 'encoded', padding: 0, shape: { height: 128, width: 256, channels: 3 } });
  const { 0: thumbnail } = await thumbnailsOf([grid([0])], splitOf({ 0: photograph }), info);
  const { width, height } = await opened(thumbnail);
  expect([width, height]).toEqual([32, 64]);
});
