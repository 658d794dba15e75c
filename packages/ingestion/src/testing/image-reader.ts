import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { decodeImage } from '../images/decode-image.ts';
import { decodeImages } from '../images/decode-images.ts';
import { largestImage } from '../images/image-limits.ts';
import { readImageFile } from '../images/read-image-file.ts';
import { SmallPictures } from '../images/small/small-pictures.ts';
import { expectRight, type FuzzedReader } from './fuzzed-reader.ts';

const SIDE = 16;

const fit = { kind: 'square', side: SIDE } as const;

/** An image of any kind, by the way of `ingestion/image-folder`. */
export const images: FuzzedReader = {
  name: 'images',
  async samples() {
    const picture = (side: number) =>
      sharp(noise(side), { raw: { width: side, height: side, channels: 3 } }).withMetadata({
        orientation: 6,
      });
    const files = [
      picture(64).jpeg(),
      picture(48).jpeg({ progressive: true }),
      picture(24).png({ progressive: true }),
      picture(24).png({ palette: true }),
      picture(24).gif(),
      picture(24).tiff({ compression: 'lzw' }),
      picture(24).webp(),
    ];
    return [...(await Promise.all(files.map((file) => file.toBuffer()))), bitmap(24)];
  },
  async read(bytes, folder) {
    await writeFile(join(folder, 'image.jpg'), bytes);
    const rows = decodeImages({
      images: [{ split: 'train', id: 'image', label: 0, file: 'image.jpg' }],
      decode: async ({ file }, limits) => {
        const read = await readImageFile(join(folder, file), limits);
        return { image: (await decodeImage(read, fit, limits)).data };
      },
      small: {
        pictures: new SmallPictures(fit, 1),
        place: ({ file }) => ({ kind: 'file', path: join(folder, file) }),
        row: async (_, { data }) => ({ image: data }),
      },
      limits: largestImage(100),
      onBadImage: 'fail',
      folder,
    });
    for await (const row of rows)
      expectRight('image' in row && row.image.length === SIDE * SIDE * 3, 'shape of the image');
  },
};

function noise(side: number): Buffer {
  return Buffer.from(
    Uint8Array.from({ length: side * side * 3 }, (_, at) => Math.imul(at, 2_654_435_761) >>> 24),
  );
}

/** A Windows bitmap: a kind that is not read, whatever it is called. */
function bitmap(side: number): Buffer {
  const bytes = Buffer.alloc(54 + side * side * 3, 90);
  bytes.write('BM', 'latin1');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(side, 18);
  bytes.writeInt32LE(side, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  bytes.writeUInt32LE(0, 30);
  return bytes;
}
