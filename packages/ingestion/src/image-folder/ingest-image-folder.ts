import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '@batchmates/errors';
import { createDatasetWriter } from '@batchmates/dataset';
import type { StageContext, StageReport } from '@batchmates/stage';
import type { z } from 'zod';
import { locate } from '../files/locate.ts';
import { decodeAll, type SkippedImage } from '../images/decode-all.ts';
import { decodeImage } from '../images/decode-image.ts';
import { writeSkipped } from '../images/write-skipped.ts';
import type { imageFolderParams } from './image-folder.ts';
import { listImages, type ImageFile, type ImageListing, type SplitName } from './list-images.ts';

/** Decodes, squares and writes the images of a folder. */
export async function ingestImageFolder(
  context: StageContext<z.output<typeof imageFolderParams>>,
): Promise<StageReport> {
  const { params, output, progress, signal, pipelineDirectory } = context;
  const folder = locate(params.source, pipelineDirectory, 'source');
  const listing = await listImages(folder);
  const side = params.size;
  const writer = createDatasetWriter({
    directory: output,
    description: `images of ${basename(folder)}`,
    classNames: listing.classNames,
    encoding: 'raw',
    image: { height: side, width: side, channels: 3 },
    padding: params.pad,
  });
  const total = listing.images.train.length + listing.images.test.length;
  const bar = progress.start({ label: `reading ${basename(folder)}`, total, unit: 'images' });
  const skipped: SkippedImage[] = [];
  try {
    for (const split of ['train', 'test'] as const) {
      const images = decodeAll<ImageFile, Uint8Array>({
        items: listing.images[split],
        nameOf: ({ path }) => path,
        decode: async ({ path }) => (await decodeImage(await readFile(path), { kind: 'square', side })).data,
        onBadImage: params.onBadImage,
        onSkip: ({ id, reason }) => skipped.push({ id: id.slice(folder.length + 1), reason }),
        signal,
      });
      const left = new Set(listing.classNames.keys());
      for await (const [{ id, label }, image] of images) {
        await writer.add(split, { id, label, image });
        left.delete(label);
        bar.advance(1);
      }
      checkNoClassLeft(left, split, listing);
    }
    await writer.finish();
  } finally {
    bar.stop();
    await writer.close();
  }
  await writeSkipped(output, skipped, progress);
  return { source: folder, images: total - skipped.length, skipped: skipped.length };
}

function checkNoClassLeft(left: ReadonlySet<number>, split: SplitName, { classNames }: ImageListing): void {
  const [label] = left;
  if (label === undefined) return;
  throw new UserError({
    code: 'image-folder/empty-class',
    what: `class ${classNames[label]} of ${split}`,
    expected: 'a usable image',
    received: 'none: all were skipped',
  });
}
