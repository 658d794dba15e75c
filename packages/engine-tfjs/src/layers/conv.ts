import type { ConvLayer } from '@batchmates/network';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { LayerRule, Surroundings } from './layer.ts';

/** Convolution; its weight is `[size, size, inputs, channels]`. */
export function conv(layer: ConvLayer, surroundings: Surroundings): LayerRule {
  const { kernels } = surroundings;
  const weight = () => surroundings.weight() as Tensor4D;
  return {
    forward: ([input]) => ({ output: kernels.conv(layer, input, weight()) }),
    backward({ inputs: [input], gradient, inputGradients }) {
      const options = { layer, input: input as Tensor4D, weight: weight(), gradient };
      return {
        inputs: inputGradients ? [kernels.convInputGradient(options)] : [],
        parameters: { weight: kernels.convWeightGradient(options).dataSync<'float32'>() },
      };
    },
  };
}
