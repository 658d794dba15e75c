import {
  colourSums,
  createDatasetWriter,
  openDataset,
  type DatasetInfo,
  type Split,
} from '@batchmates/dataset';
import { temporaryFolder } from '@batchmates/stage/testing';
import sharp from 'sharp';

/** Images of random pixels as a data set on disk, opened again. */
export async function rawSample(images: number): Promise<{ info: DatasetInfo; split: Split }> {
  return write(
    'raw',
    Array.from({ length: images }, (_, index) => pixels(index, 12 * 10 * 3)),
  );
}

/** Raw images of 12 x 10 pixels, each of one colour: red, green and blue of 0 to 255. */
export async function plainSample(
  colours: readonly (readonly [number, number, number])[],
): Promise<{ info: DatasetInfo; split: Split }> {
  return write(
    'raw',
    colours.map((colour) => Uint8Array.from({ length: 12 * 10 * 3 }, (_, at) => colour[at % 3]!)),
  );
}

/** The given files as encoded training images. */
export async function encodedSample(
  files: readonly Uint8Array[],
): Promise<{ info: DatasetInfo; split: Split }> {
  return write('encoded', files);
}

/** A JPEG of `height` x `width` pixels. */
export async function jpeg(
  seed: number,
  { height, width }: { height: number; width: number },
): Promise<Uint8Array> {
  const raw = { height, width, channels: 3 } as const;
  return sharp(pixels(seed, height * width * 3), { raw })
    .blur(2)
    .jpeg()
    .toBuffer();
}

async function write(
  encoding: DatasetInfo['encoding'],
  images: readonly Uint8Array[],
): Promise<{ info: DatasetInfo; split: Split }> {
  const directory = await temporaryFolder();
  const writer = createDatasetWriter({
    directory,
    description: 'random pixels',
    classNames: ['a', 'b', 'c'],
    encoding,
    image: { height: 12, width: 10, channels: 3 },
  });
  for (const [index, image] of images.entries()) {
    const colour = colourSums(pixels(index, 30), 3);
    await writer.add('train', {
      id: `image ${index}`,
      label: index % 3,
      image,
      ...(encoding === 'encoded' ? { colour } : {}),
    });
  }
  await writer.finish();
  const dataset = await openDataset(directory);
  return { info: dataset.info, split: await dataset.split('train') };
}

function pixels(seed: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => 127 + 127 * Math.sin(seed + at * at * 0.37));
}
