import type { Artifact } from '@batchmates/artifact';
import { randomStream } from '@batchmates/random';
import { datasetArtifact } from './dataset-artifact.ts';

/** What a made-up data set of many classes has. */
export interface ColoursOptions {
  readonly classes: number;
  readonly trainPerClass: number;
  readonly testPerClass: number;
}

/** A data set artifact of 4x4 images, each class of its own colour with some noise. */
export async function colours({ classes, trainPerClass, testPerClass }: ColoursOptions): Promise<Artifact> {
  return datasetArtifact(
    {
      description: `${classes} colours`,
      classNames: Array.from({ length: classes }, (_, label) => `colour ${label}`),
      image: { height: 4, width: 4, channels: 3 },
      padding: 0,
    },
    async (writer) => {
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
    },
  );
}

function patch(label: number, id: string): Uint8Array {
  const ofClass = randomStream('colours', label);
  const colour = [0, 1, 2].map(() => 30 + ofClass.integer(196));
  const noise = randomStream('colours', id);
  return Uint8Array.from({ length: 4 * 4 * 3 }, (_, at) => colour[at % 3]! + noise.integer(30));
}
