import type { Artifact } from '@batchmates/artifact';
import { randomStream } from '@batchmates/random';
import { datasetArtifact } from './dataset-artifact.ts';

/** How many images a class of a split has: `[class]`. */
export type Counts = readonly number[];

/**
 * A data set artifact of 8x8 images whose class is the direction of their stripes (three classes), in random
 * colours with noise: small enough for the float64 reference engine, hard enough that a network has to learn.
 */
export async function stripes({
  train,
  test,
}: {
  readonly train: Counts;
  readonly test: Counts;
}): Promise<Artifact> {
  return datasetArtifact(
    {
      description: 'stripes',
      classNames: ['horizontal', 'vertical', 'diagonal'],
      image: { height: 8, width: 8, channels: 3 },
      padding: 1,
    },
    async (writer) => {
      for (const [split, counts] of Object.entries({ train, test })) {
        for (const [label, count] of counts.entries()) {
          for (let number = 0; number < count; number++) {
            await writer.add(split, {
              id: `${split} ${label} ${number}`,
              label,
              image: stripe(label, [split, number]),
            });
          }
        }
      }
    },
  );
}

function stripe(label: number, key: readonly (string | number)[]): Uint8Array {
  const stream = randomStream('stripes', label, ...key);
  const phase = stream.integer(4);
  const colour = [0, 1, 2].map(() => 80 + 100 * stream.uniform());
  const image = new Uint8Array(8 * 8 * 3);
  for (let at = 0; at < image.length; at++) {
    const [y, x] = [Math.floor(at / 24), Math.floor(at / 3) % 8];
    const along = [y, x, x + y][label]! + phase;
    image[at] = Math.min(
      255,
      Math.max(0, colour[at % 3]! + (along % 4 < 2 ? 50 : -50) + 10 * stream.normal()),
    );
  }
  return image;
}
