import { expect, test } from 'vitest';
import sharp from 'sharp';
import { pixelSource } from '../src/index.ts';
import { cacheMemory, PixelCache } from '../src/pixel-cache.ts';

const pixels = (height: number, width: number, value: number) => ({
  data: new Uint8Array(height * width * 3).fill(value),
  shape: { height, width, channels: 3 },
});

test('gives back what was put in, image by image', () => {
  const cache = new PixelCache(cacheMemory({ images: 3, bytes: 1000 }), 3);
  expect(cache.get(0)).toBeUndefined();
  cache.put(2, pixels(2, 5, 7));
  cache.put(0, pixels(4, 1, 8));
  cache.put(1, pixels(3, 3, 9));
  expect([cache.get(0), cache.get(1), cache.get(2)]).toEqual([
    pixels(4, 1, 8),
    pixels(3, 3, 9),
    pixels(2, 5, 7),
  ]);
});

// An image takes whole units of 16 bytes: 2 x 3 pixels of 3 bytes take two, 1 x 5 pixels one.
test.each([
  [47, [true, false, false]],
  [48, [true, false, true]],
  [63, [true, false, true]],
  [64, [true, true, false]],
  [80, [true, true, true]],
])('of %i bytes keeps what has room', (bytes, kept) => {
  const cache = new PixelCache(cacheMemory({ images: 3, bytes }), 3);
  cache.put(0, pixels(2, 3, 1));
  cache.put(1, pixels(2, 3, 2));
  cache.put(2, pixels(1, 5, 3));
  expect([0, 1, 2].map((image) => cache.get(image) !== undefined)).toEqual(kept);
  expect(cache.get(0)).toEqual(pixels(2, 3, 1));
});

test('two threads share one memory', () => {
  const memory = cacheMemory({ images: 2, bytes: 64 });
  const [here, there] = [new PixelCache(memory, 3), new PixelCache(memory, 3)];
  here.put(0, pixels(2, 3, 1));
  there.put(1, pixels(2, 3, 2));
  expect([there.get(0), here.get(1)]).toEqual([pixels(2, 3, 1), pixels(2, 3, 2)]);
});

test('an image for which another thread takes the last memory first is not kept', () => {
  const memory = cacheMemory({ images: 2, bytes: 32 });
  const cache = new PixelCache(memory, 3);
  // The thread reads how much is taken, then how long the memory is: in between comes the other thread.
  let between = () => new PixelCache(memory, 3).put(1, pixels(2, 3, 2));
  Object.defineProperty(memory.pixels, 'length', {
    get: () => {
      const act = between;
      between = () => undefined;
      act();
      return 32;
    },
  });
  cache.put(0, pixels(2, 3, 1));
  expect([cache.get(0), cache.get(1)]).toEqual([undefined, pixels(2, 3, 2)]);
});

test('an image is decoded once', async () => {
  const file = await sharp(pixels(2, 3, 77).data, { raw: { width: 3, height: 2, channels: 3 } })
    .png()
    .toBuffer();
  const read: number[] = [];
  const split = {
    image: (index: number) => {
      read.push(index);
      return file;
    },
  };
  const info = { encoding: 'encoded', shape: { height: 2, width: 3, channels: 3 } } as const;
  const source = pixelSource(split, info, new PixelCache(cacheMemory({ images: 2, bytes: 64 }), 3));
  for (const index of [0, 1, 0, 1]) {
    const { data, shape } = await source(index);
    expect({ data: Uint8Array.from(data), shape }).toEqual(pixels(2, 3, 77));
  }
  expect(read).toEqual([0, 1]);
});
