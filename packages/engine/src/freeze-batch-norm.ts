import { batchNorms, parameterSpecs, type Network } from '@batchmates/network';
import { z } from 'zod';

/**
 * What of its batch norms a training leaves as it is. `statistics`: it normalises by the running statistics, which do not move, so that
 * images do not meet and the gradient of an input is `gradient * gamma / sqrt(variance + epsilon)`; `all`: scale and shift do not move either.
 */
export const freezeBatchNormSchema = z.enum(['statistics', 'all']);

export type FreezeBatchNorm = z.output<typeof freezeBatchNormSchema>;

/** Names of the parameters that no step moves, whatever weight decay and momentum; their slots stay as they are, too. */
export function frozenParameters(network: Network, freeze: FreezeBatchNorm | undefined): ReadonlySet<string> {
  if (freeze !== 'all') return new Set();
  const norms = new Set(batchNorms(network).map(({ name }) => name));
  return new Set(parameterSpecs(network).flatMap(({ name, layer }) => (norms.has(layer) ? [name] : [])));
}
