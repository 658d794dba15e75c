import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decodeImage } from '../src/index.ts';

const red = [255, 0, 0];
const green = [0, 255, 0];

/** A red pixel, and a green one to its right. */
const pair = sharp(Uint8Array.of(...red, ...green), { raw: { width: 2, height: 1, channels: 3 } });

test('gives rows of pixels', async () => {
  const { data, shape } = await decodeImage(await pair.clone().png().toBuffer(), 3);
  expect(shape).toEqual({ height: 1, width: 2, channels: 3 });
  expect([...data]).toEqual([...red, ...green]);
});

test('turns a photograph upright', async () => {
  // Orientation 6: what is left in the file is the top.
  const file = await pair.clone().withMetadata({ orientation: 6 }).png().toBuffer();
  const { data, shape } = await decodeImage(file, 3);
  expect(shape).toEqual({ height: 2, width: 1, channels: 3 });
  expect([...data]).toEqual([...red, ...green]);
});

test('drops transparency', async () => {
  const file = await pair.clone().ensureAlpha(0.5).png().toBuffer();
  expect([...(await decodeImage(file, 3)).data]).toEqual([...red, ...green]);
});

test('gives grey for one channel, and three equal channels of a grey file', async () => {
  const grey = await sharp(Uint8Array.of(10, 200), { raw: { width: 2, height: 1, channels: 1 } })
    .png()
    .toBuffer();
  expect([...(await decodeImage(grey, 1)).data]).toEqual([10, 200]);
  expect([...(await decodeImage(grey, 3)).data]).toEqual([10, 10, 10, 200, 200, 200]);
});

test('refuses a number of channels that no image has', async () => {
  await expect(decodeImage(await pair.clone().png().toBuffer(), 2)).rejects.toThrow(
    'it has 3 channels, not 2',
  );
});
