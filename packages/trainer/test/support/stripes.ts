import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArtifact, type Artifact } from '@batchmates/artifact';
import { createDatasetWriter } from '@batchmates/dataset';
import { randomStream } from '@batchmates/random';

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
  const folder = await mkdtemp(join(tmpdir(), 'trainer-'));
  const manifest = {
    type: 'dataset',
    stage: 'test/stripes',
    instance: 'stripes',
    variant: {},
    params: {},
    inputs: {},
  };
  return writeArtifact({ directory: join(folder, 'stripes'), manifest }, async (directory) => {
    const writer = createDatasetWriter({
      directory,
      description: 'stripes',
      classNames: ['horizontal', 'vertical', 'diagonal'],
      encoding: 'raw',
      image: { height: 8, width: 8, channels: 3 },
      padding: 1,
    });
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
    await writer.finish();
  });
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
