import { viewsOf, type ViewSet } from '@batchmates/augmentation';
import { createDatasetWriter, openDataset } from '@batchmates/dataset';
import type { InferenceProgram } from '@batchmates/engine';
import { temporaryFolder } from '@batchmates/stage/testing';
import { openTestImages, type TestImages } from '../../src/index.ts';

const SIZE = 6;
const crop = { height: 4, width: 4 };

/** Grey images with a slope, as bright as their class, opened in some views; with what frees them. */
export async function greyImages(
  labels: readonly number[],
  views: ViewSet = 'center',
): Promise<{ images: TestImages; close: () => Promise<void> }> {
  const directory = await temporaryFolder();
  const writer = createDatasetWriter({
    directory,
    description: 'grey images',
    classNames: ['dark', 'middle', 'bright'],
    encoding: 'raw',
    image: { height: SIZE, width: SIZE, channels: 1 },
  });
  for (const [index, label] of labels.entries()) {
    const image = Uint8Array.from({ length: SIZE * SIZE }, (_, at) => 60 + 40 * label + 3 * index + at);
    await writer.add('train', { id: `image ${index}`, label, image });
  }
  const info = await writer.finish();
  const split = await (await openDataset(directory)).split('train');
  const images = openTestImages({ split, info, crop, views: viewsOf(views) });
  return { images, close: () => images.close() };
}

/** A network of one batch norm: three classes by brightness, against the batch's own mean or a fixed one. */
export const brightness: Pick<InferenceProgram, 'infer'> = {
  infer(images, statistics) {
    const pixels = crop.height * crop.width;
    const means = Array.from({ length: images.length / pixels }, (_, image) => {
      return images.subarray(image * pixels, (image + 1) * pixels).reduce((sum, x) => sum + x, 0) / pixels;
    });
    const origin = statistics.kind === 'batch' ? means.reduce((sum, x) => sum + x, 0) / means.length : 0;
    const rows = means.map((mean) => {
      const logits = [-1, 0, 1].map((target) => Math.exp(-4 * (mean - origin - target) ** 2));
      return logits.map((logit) => logit / logits.reduce((sum, x) => sum + x, 0));
    });
    return Promise.resolve(Float32Array.from(rows.flat()));
  },
};
