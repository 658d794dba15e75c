import type { UserError } from '@batchmates/errors';
import type { ChannelMoments, Moments, Tensor } from '@batchmates/engine';

const NAME = /\.population_(mean|var)$/;

/** Whether a tensor of a safetensors file is a pooled mean or variance. */
export function isPopulation(name: string): boolean {
  return NAME.test(name);
}

/** Pooled statistics as tensors: `<batch norm>.population_mean` and `.population_var`. */
export function populationTensors(population: Moments): readonly (readonly [string, Tensor])[] {
  return [...population].flatMap(([name, { mean, variance }]) => [
    [`${name}.population_mean`, { shape: [mean.length], data: mean }] as const,
    [`${name}.population_var`, { shape: [variance.length], data: variance }] as const,
  ]);
}

/**
 * The pooled statistics of batch norms among the tensors of a file; `undefined` when there are none. Throws what `corrupt` makes of it when some are
 * absent or of another length.
 */
export function populationOf(
  norms: readonly { readonly name: string; readonly channels: number }[],
  tensors: ReadonlyMap<string, Tensor>,
  corrupt: (expected: string, received: string) => UserError,
): Moments | undefined {
  // Without batch norm there is nothing to pool, so nothing is missing.
  if (norms.length > 0 && ![...tensors.keys()].some(isPopulation)) return undefined;
  return new Map(
    norms.map(({ name, channels }): [string, ChannelMoments] => {
      const mean = tensors.get(`${name}.population_mean`)?.data;
      const variance = tensors.get(`${name}.population_var`)?.data;
      if (mean?.length === channels && variance?.length === channels) return [name, { mean, variance }];
      throw corrupt(`${channels} population means and variances of batch norm "${name}"`, 'others or none');
    }),
  );
}
