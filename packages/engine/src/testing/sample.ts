import { elements, type Network, batchNorms } from '@batchmates/network';
import { randomStream } from '@batchmates/random';
import { stateSpecs } from '../state-specs.ts';
import type { State } from '../state.ts';
import type { Moments, Statistics } from '../statistics.ts';
import type { Optimizer } from '../optimizer.ts';

/** Images of normal noise `[count, height, width, channels]` and labels that run through the classes. */
export function sampleBatch(
  { input, classes }: Network,
  count: number,
  seed = 0,
): { readonly images: Float32Array; readonly labels: Uint16Array } {
  const stream = randomStream(seed, 'test images');
  const length = count * input.height * input.width * input.channels;
  return {
    images: Float32Array.from({ length }, () => stream.normal()),
    labels: Uint16Array.from({ length: count }, (_, image) => (image + seed) % classes),
  };
}

/** A state in which nothing is at its start: every tensor is noise; variances and square averages are positive. */
export function sampleState(network: Network, optimizer: Optimizer, seed = 0): State {
  return new Map(
    stateSpecs(network, optimizer).map(({ name, shape, kind, start }) => {
      const stream = randomStream(seed, 'test state', name);
      const value = () => {
        if (kind === 'step') return 3;
        if (name.includes('square_average') || name.endsWith('running_var')) return 0.5 + stream.uniform();
        return (start ?? 0) + 0.3 * stream.normal();
      };
      return [name, { shape, data: Float32Array.from({ length: elements(shape) }, value) }];
    }),
  );
}

/** Moments of noise for every batch norm. */
export function sampleMoments(network: Network, seed = 0): Moments {
  return new Map(
    batchNorms(network).map(({ name, channels: length }) => {
      const stream = randomStream(seed, 'test moments', name);
      return [
        name,
        {
          mean: Float32Array.from({ length }, () => 0.3 * stream.normal()),
          variance: Float32Array.from({ length }, () => 0.5 + stream.uniform()),
        },
      ];
    }),
  );
}

/** One of each kind of statistics for a network; in the mix every second batch norm takes those of the batch, from the first on. */
export function allStatistics(network: Network): readonly Statistics[] {
  const fixed = { kind: 'fixed', moments: sampleMoments(network) } as const;
  const batch = batchNorms(network).flatMap(({ name }, index) => (index % 2 === 0 ? [name] : []));
  return [{ kind: 'batch' }, { kind: 'running' }, fixed, { kind: 'mixed', batch, others: fixed }];
}
