import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { LayerRule } from '../layer-rule.ts';

/** Convolution; its weight is `[size, size, inputs, channels]`. */
export const conv: LayerRule<'conv'> = {
  forward: (layer, [input], { kernels, parameter }) => ({
    output: kernels.conv(layer, input, parameter('weight') as Tensor4D),
  }),
  backward(layer, { inputs: [input], gradient, inputGradients }, { kernels, parameter }) {
    const options = { layer, input, weight: parameter('weight') as Tensor4D, gradient };
    return {
      inputs: inputGradients ? [kernels.convInputGradient(options)] : [],
      parameters: { weight: kernels.convWeightGradient(options) },
    };
  },
};
