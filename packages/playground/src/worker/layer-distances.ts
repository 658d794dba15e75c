import type { Moments } from '@batchmates/engine';
import type { SiteBatchNorm } from '../site-data.ts';
import type { LayerDistance } from './messages.ts';

/** How far the moments of a batch lie from the population's in every batch norm of a network, in layer order. */
export function layerDistances(
  batchNorms: readonly Pick<SiteBatchNorm, 'name' | 'epsilon'>[],
  batch: Moments,
  population: Moments,
): LayerDistance[] {
  return batchNorms.map(({ name, epsilon }) => {
    const [own, whole] = [batch.get(name), population.get(name)];
    if (own === undefined || whole === undefined) throw new Error(`internal: no moments of "${name}"`);
    const spread = whole.variance.map((variance) => variance + epsilon);
    return {
      layer: name,
      mean: rootMeanSquare(own.mean.map((mean, c) => (mean - whole.mean[c]!) / Math.sqrt(spread[c]!))),
      variance: rootMeanSquare(
        own.variance.map((variance, c) => Math.log((variance + epsilon) / spread[c]!)),
      ),
    };
  });
}

function rootMeanSquare(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
