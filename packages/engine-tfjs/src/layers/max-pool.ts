import type { MaxPoolLayer } from '@batchmates/network';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { LayerRule, Surroundings } from './layer.ts';

/** Maximum over windows. */
export function maxPool(layer: MaxPoolLayer, { kernels }: Surroundings): LayerRule {
  return {
    forward: ([input]) => ({ output: kernels.maxPool(layer, input) }),
    backward: ({ inputs: [input], output, gradient }) => ({
      inputs: [kernels.maxPoolGradient({ layer, input: input as Tensor4D, output, gradient })],
      parameters: {},
    }),
  };
}
