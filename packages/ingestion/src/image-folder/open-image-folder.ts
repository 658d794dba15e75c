import { basename, join } from 'node:path';
import { locate } from '@batchmates/stage';
import { decodeImage } from '../images/decode-image.ts';
import { decodeImages, type ImageToDecode } from '../images/decode-images.ts';
import { largestImage } from '../images/image-limits.ts';
import { readImageFile } from '../images/read-image-file.ts';
import { SmallPictures } from '../images/small/small-pictures.ts';
import type { OpenedSource, SourceContext } from '../source/source.ts';
import type { ImageFolderParams } from './image-folder-params.ts';
import { checkNoneMissed, countByReason, describeLeftOut } from '../images/left-out.ts';
import { listImages } from './list-images.ts';
import { inOrder, readOrder } from './order.ts';

/** The images of a folder, decoded and made square as they are asked for. */
export async function openImageFolder({
  params: { source, split, order, size, channels = 3, pad, onBadImage, maxMegapixels },
  pipelineDirectory,
  progress,
}: SourceContext<ImageFolderParams>): Promise<OpenedSource> {
  const folder = locate(source, pipelineDirectory, 'source');
  const { classNames, images: listed, left } = await listImages(folder, split);
  if (onBadImage === 'fail') checkNoneMissed(left, folder);
  const wanted = order === undefined ? undefined : await readOrder(locate(order, pipelineDirectory, 'order'));
  const ordered = (images: readonly ImageToDecode[]) =>
    wanted === undefined ? images : inOrder(images, wanted);
  const splits = Object.entries(listed).map(
    ([name, images]) => [name, name === 'test' ? ordered(images) : images] as const,
  );
  const all = splits.flatMap(([, images]) => images);
  if (left.length > 0) progress.note(`left out of ${folder}: ${describeLeftOut(left)}`);
  const inChannels = (rgb: Uint8Array) => (channels === 1 ? toGrey(rgb) : rgb);
  return {
    description: `images of ${basename(folder)}`,
    classNames,
    encoding: 'raw',
    image: { height: size, width: size, channels },
    padding: pad,
    splits: Object.fromEntries(splits.map(([name, images]) => [name, images.length])),
    ...(listed.train === undefined ? { colourSplit: 'test' } : {}),
    async *rows() {
      const fit = { kind: 'square', side: size } as const;
      const pictures = new SmallPictures(fit, all.length);
      try {
        yield* decodeImages({
          images: all,
          decode: async ({ file }, limits) => {
            const bytes = await readImageFile(join(folder, file), limits);
            return { image: inChannels((await decodeImage(bytes, fit, limits)).data) };
          },
          small: {
            pictures,
            place: ({ file }) => ({ kind: 'file', path: join(folder, file) }),
            row: async (_, { data }) => ({ image: inChannels(data) }),
          },
          limits: largestImage(maxMegapixels),
          onBadImage,
          folder,
        });
      } finally {
        await pictures.close();
      }
    },
    report: () => ({ source: folder, leftOut: countByReason(left) }),
  };
}

/** Pixels `[..., 3]` in grey, with Pillow's weights of ITU-R 601 and its rounding. */
function toGrey(rgb: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: rgb.length / 3 }, (_, pixel) => {
    const [red, green, blue] = [rgb[3 * pixel]!, rgb[3 * pixel + 1]!, rgb[3 * pixel + 2]!];
    return (19_595 * red + 38_470 * green + 7_471 * blue + 32_768) >> 16;
  });
}
