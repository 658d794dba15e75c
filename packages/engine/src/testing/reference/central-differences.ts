import type { Network } from '@batchmates/network';
import type { Statistics } from '../../statistics.ts';
import { crossEntropy } from './cross-entropy.ts';
import type { Values } from './evaluation.ts';
import { at } from './feature-map.ts';
import { forward, known, trainingPass } from './forward.ts';

/** Which element of which parameter. */
export interface Coordinate {
  readonly parameter: string;
  readonly index: number;
}

/**
 * dL/d(one element) by central differences in float64, `(L(x + h) - L(x - h)) / 2h`: knows nothing of the
 * backward pass that it checks.
 */
export function centralDifference(
  network: Network,
  values: Values,
  batch: { readonly images: ArrayLike<number>; readonly labels: ArrayLike<number> },
  {
    parameter,
    index,
    step = 1e-5,
    statistics,
  }: Coordinate & { readonly step?: number; readonly statistics?: Statistics },
): number {
  const lossAt = (shift: number) => {
    const moved = Float64Array.from(known(values, parameter));
    moved[index] = at(moved, index) + shift;
    const changed = new Map([...values, [parameter, moved]]);
    const { logits } = forward(network, changed, batch.images, trainingPass(statistics));
    return crossEntropy(logits, batch.labels).loss;
  };
  return (lossAt(step) - lossAt(-step)) / (2 * step);
}
