import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArtifact, type Artifact } from '@batchmates/artifact';
import { createDatasetWriter } from '@batchmates/dataset';
import { randomStream } from '@batchmates/random';

/** What a made-up data set of many classes has. */
export interface ColoursOptions {
  readonly classes: number;
  readonly trainPerClass: number;
  readonly testPerClass: number;
}

/** A data set artifact of 4x4 images, each class of its own colour with some noise. */
export async function colours({ classes, trainPerClass, testPerClass }: ColoursOptions): Promise<Artifact> {
  const folder = await mkdtemp(join(tmpdir(), 'trainer-'));
  const manifest = {
    type: 'dataset',
    stage: 'test/colours',
    instance: 'colours',
    variant: {},
    params: {},
    inputs: {},
  };
  return writeArtifact({ directory: join(folder, 'colours'), manifest }, async (directory) => {
    const writer = createDatasetWriter({
      directory,
      description: `${classes} colours`,
      classNames: Array.from({ length: classes }, (_, label) => `colour ${label}`),
      encoding: 'raw',
      image: { height: 4, width: 4, channels: 3 },
      padding: 0,
    });
    for (const [split, count] of [
      ['train', trainPerClass],
      ['test', testPerClass],
    ] as const) {
      for (let label = 0; label < classes; label++) {
        for (let number = 0; number < count; number++) {
          const id = `${split} ${label} ${number}`;
          await writer.add(split, { id, label, image: patch(label, id) });
        }
      }
    }
    await writer.finish();
  });
}

function patch(label: number, id: string): Uint8Array {
  const ofClass = randomStream('colours', label);
  const colour = [0, 1, 2].map(() => 30 + ofClass.integer(196));
  const noise = randomStream('colours', id);
  return Uint8Array.from({ length: 4 * 4 * 3 }, (_, at) => colour[at % 3]! + noise.integer(30));
}
