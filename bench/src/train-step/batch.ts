import type { Network } from '@batchmates/network';
import { randomStream } from '@batchmates/random';

/** Images of noise and one label per class in turn: what is computed does not depend on the pixels. */
export function sampleBatch({ input, classes }: Network, count: number) {
  const stream = randomStream(0, 'bench images');
  const length = count * input.height * input.width * input.channels;
  return {
    images: Float32Array.from({ length }, () => stream.normal()),
    labels: Uint16Array.from({ length: count }, (_, image) => image % classes),
  };
}
