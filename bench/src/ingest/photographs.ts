import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { randomStream } from '@batchmates/random';
import { temporaryFolder } from '@batchmates/stage/testing';
import sharp from 'sharp';
import { create } from 'tar';

/** Folders `train/` and `val/` with `<wnid>.tar`, which we read, and `<wnid>/`, which the peers read. */
export interface Photographs {
  readonly train: string;
  readonly validation: string;
  readonly classes: number;
  readonly trainPerClass: number;
  readonly testPerClass: number;
  /** What they are, for the report. */
  readonly kind: string;
  /** Shorter side of what is made of them, in pixels. */
  readonly size: number;
  readonly store: 'jpeg' | 'raw';
}

/** Real photographs from a folder with `train/` and `val/`: 200 and 50 of each of four classes. */
export async function realPhotographs(folder: string): Promise<Omit<Photographs, 'store'>> {
  const [train, validation] = [resolve(folder, 'train'), resolve(folder, 'val')];
  const [wnid] = (await readdir(train)).filter((name) => !name.endsWith('.tar'));
  const sizes = { classes: 4, trainPerClass: 200, testPerClass: 50 };
  const first = join(train, wnid!, (await readdir(join(train, wnid!)))[0]!);
  const { width, height } = await sharp(first).metadata();
  return {
    train,
    validation,
    ...sizes,
    kind: `photographs, ${width}x${height}`,
    size: Math.round((Math.min(width, height) * 2) / 3),
  };
}

/** Made-up pictures of ImageNet's usual size, 500x375: smooth shapes with grain, so that they compress like photographs. */
export async function madeUpPhotographs(): Promise<Omit<Photographs, 'store'>> {
  return madeUp({ width: 500, height: 375, classes: 2, trainPerClass: 200, testPerClass: 10, size: 256 });
}

/** Made-up pictures of 64x64 as in Tiny ImageNet: 2,000, of which `size` is made. */
export async function madeUpSmallPictures(size: number): Promise<Omit<Photographs, 'store'>> {
  return madeUp({ width: 64, height: 64, classes: 2, trainPerClass: 950, testPerClass: 50, size });
}

interface MadeUp extends Pick<Photographs, 'classes' | 'trainPerClass' | 'testPerClass' | 'size'> {
  readonly width: number;
  readonly height: number;
}

async function madeUp({ width, height, size, ...sizes }: MadeUp): Promise<Omit<Photographs, 'store'>> {
  const folder = await temporaryFolder();
  for (const [split, count] of [
    ['train', sizes.trainPerClass],
    ['val', sizes.testPerClass],
  ] as const) {
    for (let label = 0; label < sizes.classes; label++) {
      const target = join(folder, split, `n0000000${label}`);
      await mkdir(target, { recursive: true });
      for (let image = 0; image < count; image++) {
        const bytes = await picture(`${split} ${label} ${image}`, width, height);
        await writeFile(join(target, `${split}_${image}.JPEG`), bytes);
      }
      await create({ cwd: target, file: `${target}.tar`, portable: true }, await readdir(target));
    }
  }
  const [train, validation] = [join(folder, 'train'), join(folder, 'val')];
  return { train, validation, ...sizes, kind: `made-up pictures, ${width}x${height}`, size };
}

async function picture(key: string, width: number, height: number): Promise<Buffer> {
  const stream = randomStream('bench', 'photograph', key);
  const shapes = Array.from({ length: 60 }, () => {
    const [x, y] = [width * stream.uniform(), height * stream.uniform()];
    const r = (width / 500) * (8 + 90 * stream.uniform() ** 2);
    const colour = `rgb(${stream.integer(256)},${stream.integer(256)},${stream.integer(256)})`;
    return `<ellipse cx="${x}" cy="${y}" rx="${r}" ry="${r * (0.4 + stream.uniform())}" fill="${colour}" opacity="0.7"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join('')}</svg>`;
  const grain = await sharp({
    create: {
      width,
      height,
      channels: 3,
      background: 'grey',
      noise: { type: 'gaussian', mean: 128, sigma: 12 },
    },
  })
    .png()
    .toBuffer();
  return sharp(Buffer.from(svg))
    .flatten()
    .blur(0.8)
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality: 90 })
    .toBuffer();
}
