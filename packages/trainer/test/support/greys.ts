import type { Artifact } from '@batchmates/artifact';
import { datasetArtifact } from './dataset-artifact.ts';

/** A made-up image: one grey all over, by which it is known again, and its class. */
export interface Grey {
  readonly label: number;
  readonly grey: number;
}

/** The images of the two splits, in their order. */
export interface GreysOptions {
  readonly train: readonly Grey[];
  readonly test: readonly Grey[];
}

/** A data set of three classes of 4x4 images, each of a grey of its own. */
export async function greys({ train, test }: GreysOptions): Promise<Artifact> {
  return datasetArtifact(
    {
      description: 'greys',
      classNames: ['dark', 'middle', 'light'],
      image: { height: 4, width: 4, channels: 3 },
      padding: 0,
    },
    async (writer) => {
      for (const [split, images] of Object.entries({ train, test })) {
        for (const { label, grey } of images) {
          await writer.add(split, {
            id: `${split} ${grey}`,
            label,
            image: new Uint8Array(4 * 4 * 3).fill(grey),
          });
        }
      }
    },
  );
}

/**
 * Finds the greys of normalised images `[images, 4, 4, 3]` again: every value of an image is `(grey / 255 - mean) / std`,
 * with mean and standard deviation (biased) of the greys of the training split.
 */
export function greyReader(train: readonly Grey[]): (images: Float32Array) => number[] {
  const shares = train.map(({ grey }) => grey / 255);
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const std = Math.sqrt(shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / shares.length);
  return (images) =>
    Array.from({ length: images.length / 48 }, (_, image) => {
      const values = [...new Set(images.subarray(48 * image, 48 * (image + 1)))];
      if (values.length !== 1) throw new Error(`an image of ${values.length} values`);
      return Math.round(255 * (values[0]! * std + mean));
    });
}
