import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { afterEach, expect, test } from 'vitest';
import sharp from 'sharp';
import { decodeImage } from '../../../src/images/decode-image.ts';
import type { Fit } from '../../../src/images/decoded-image.ts';
import { decodeImages } from '../../../src/images/decode-images.ts';
import { largestImage } from '../../../src/images/image-limits.ts';
import { readImageFile } from '../../../src/images/read-image-file.ts';
import type { ImagePlace } from '../../../src/images/image-place.ts';
import { SmallPictures } from '../../../src/images/small/small-pictures.ts';

const fit: Fit = { kind: 'square', side: 16 };
const opened: SmallPictures[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((pictures) => pictures.close()));
});

function smallPictures(total = 20_000): SmallPictures {
  const pictures = new SmallPictures(fit, total);
  opened.push(pictures);
  return pictures;
}

/** 300 files: JPEGs of 20x18 pixels in colours of their own, but a PNG, one turned by EXIF, one cut off, and one that is not there. */
async function files(): Promise<{ folder: string; names: string[] }> {
  const folder = await temporaryFolder();
  const names = Array.from({ length: 300 }, (_, at) => `${at}.jpg`);
  const write = async (name: string, at: number) => {
    const background = { r: at % 256, g: (at * 7) % 256, b: (at * 31) % 256 };
    const image = sharp({ create: { width: 20, height: 18, channels: 3, background } });
    const bytes = await (
      at === 70 ? image.png() : at === 71 ? image.withMetadata({ orientation: 6 }).jpeg() : image.jpeg()
    ).toBuffer();
    if (at !== 73) await writeFile(join(folder, name), at === 72 ? bytes.subarray(0, 200) : bytes);
  };
  await Promise.all(names.map(write));
  return { folder, names };
}

test('many small pictures come decoded, in order, those of other kinds without pixels', async () => {
  const { folder, names } = await files();
  const place = (name: string): ImagePlace => ({ kind: 'file', path: join(folder, name) });
  const received: string[] = [];
  for await (const { picture, small } of smallPictures().ahead(names, place)) {
    received.push(picture);
    const at = Number.parseInt(picture);
    expect(small === undefined, picture).toBe(at >= 70 && at <= 73);
    if (small === undefined) continue;
    const bytes = await readImageFile(join(folder, picture), largestImage(1));
    expect(small, picture).toMatchObject({ width: 16, height: 16 });
    expect(Buffer.compare(small.data, (await decodeImage(bytes, fit)).data), picture).toBe(0);
  }
  expect(received).toEqual(names);
});

test('what threads that have ended do not decode comes without pixels, in order', async () => {
  const { folder, names } = await files();
  const place = (name: string): ImagePlace => ({ kind: 'file', path: join(folder, name) });
  const pictures = smallPictures();
  const received: string[] = [];
  for await (const { picture } of pictures.ahead(names, place)) {
    if (received.length === 0) await pictures.close();
    received.push(picture);
  }
  expect(received).toEqual(names);
  const again: (string | undefined)[] = [];
  for await (const { picture, small } of pictures.ahead(names, place)) again.push(small && picture);
  expect(again).toEqual(names.map(() => undefined));
});

test('parts of one file are pictures, and few pictures are left alone', async () => {
  const { folder, names } = await files();
  const whole = await readImageFile(join(folder, names[0]!), largestImage(1));
  const path = join(folder, 'many');
  await writeFile(path, Buffer.concat(Array.from({ length: 300 }, () => whole)));
  const parts = Array.from({ length: 300 }, (_, at) => ({
    path,
    start: at * whole.length,
    bytes: whole.length,
  }));
  const expected = (await decodeImage(whole, fit)).data;
  let count = 0;
  for await (const { small } of smallPictures().ahead(parts, (extent) => ({ kind: 'entry', extent }))) {
    expect(Buffer.compare(small!.data, expected)).toBe(0);
    count++;
  }
  expect(count).toBe(300);
  for await (const { small } of smallPictures(300).ahead(parts, (extent) => ({ kind: 'entry', extent })))
    expect(small).toBeUndefined();
});

test('bad pictures among many small ones are skipped, or stop the run, as among few', async () => {
  const { folder, names } = await files();
  const rows = (onBadImage: 'fail' | 'skip') =>
    decodeImages({
      images: names.map((file) => ({ split: 'train', id: file, label: 0, file })),
      decode: async ({ file }, limits) => {
        const bytes = await readImageFile(join(folder, file), limits);
        return { image: (await decodeImage(bytes, fit, limits)).data };
      },
      small: {
        pictures: smallPictures(),
        place: ({ file }) => ({ kind: 'file', path: join(folder, file) }),
        row: async (_, { data }) => ({ image: data }),
      },
      limits: largestImage(1),
      onBadImage,
      folder,
    });
  const skipped: string[] = [];
  let images = 0;
  for await (const row of rows('skip')) {
    if ('skipped' in row) skipped.push(row.id);
    else images++;
  }
  expect(skipped).toEqual(['72.jpg', '73.jpg']);
  expect(images).toBe(298);
  await expect(async () => {
    for await (const row of rows('fail')) expect(row.split).toBe('train');
  }).rejects.toThrow(/image .*7[23]\.jpg/);
});
