import sharp from 'sharp';
import { expect, test } from 'vitest';
import { pixelSource } from '../src/index.ts';
import { cacheMemory, PixelCache } from '../src/pixel-cache.ts';
import { UnreadableImage } from '../src/pixel-source.ts';

const shape = { height: 1, width: 2, channels: 3 };

test('raw images are at hand: views of the split’s own memory, in the data set’s shape', () => {
  const memory = Uint8Array.from({ length: 12 }, (_, at) => at);
  const split = { image: (index: number) => memory.subarray(6 * index, 6 * index + 6) };
  const pixels = pixelSource(split, { encoding: 'raw', shape })(1);
  expect(pixels).toEqual({ data: Uint8Array.of(6, 7, 8, 9, 10, 11), shape });
  memory[6] = 99;
  expect(pixels).toMatchObject({ data: expect.objectContaining({ 0: 99 }) as Uint8Array });
});

test('encoded images are decoded at their own size, with a cache and without; a cached one is at hand', async () => {
  const file = await sharp(Uint8Array.of(1, 2, 3, 4, 5, 6), { raw: { height: 2, width: 1, channels: 3 } })
    .png()
    .toBuffer();
  const decoded = { data: [1, 2, 3, 4, 5, 6], shape: { height: 2, width: 1, channels: 3 } };
  const cache = new PixelCache(cacheMemory({ images: 8, bytes: 16 }), 3);
  for (const kept of [undefined, cache]) {
    const source = pixelSource({ image: () => file }, { encoding: 'encoded', shape }, kept);
    const pixels = await source(7);
    expect({ ...pixels, data: [...pixels.data] }).toEqual(decoded);
    expect(source(7) instanceof Promise).toBe(kept === undefined);
  }
});

test('an image that cannot be read carries its index, the reason, and the cause', async () => {
  const cause = new Error('the disk is gone');
  const split = {
    image: () => {
      throw cause;
    },
  };
  const source = pixelSource(split, { encoding: 'encoded', shape });
  const told = { name: 'UnreadableImage', index: 3, message: 'the disk is gone', cause };
  await expect(source(3)).rejects.toMatchObject(told);
  expect(new UnreadableImage(4, 'gone')).toMatchObject({ index: 4, message: 'gone', cause: 'gone' });
});
