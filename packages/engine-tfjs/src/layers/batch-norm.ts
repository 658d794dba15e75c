import type { LayerOf } from '@batchmates/network';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import type { BatchNormParameters } from '../kernels/kernels.ts';
import type { LayerContext, LayerRule } from '../layer-rule.ts';

/** Batch normalization (the paper's equations 1-4), by the batch's own moments or by given ones. */
export const batchNorm: LayerRule<'batchNorm'> = {
  forward(layer, [input], context) {
    const given = context.moments();
    const { kernels } = context;
    const parameters = parametersOf(layer, context);
    return given === undefined
      ? kernels.batchNorm(input, parameters)
      : { output: kernels.batchNormBy(input, parameters, given) };
  },
  backward(layer, { inputs: [input], kept, gradient, inputGradients }, context) {
    if (kept === undefined) throw new Error('internal: no gradient through given statistics');
    const found = context.kernels.batchNormGradient({
      ...parametersOf(layer, context),
      ...{ input, kept, gradient, inputGradient: inputGradients },
    });
    return {
      inputs: found.input === undefined ? [] : [found.input],
      parameters: { weight: found.gamma, bias: found.beta },
    };
  },
};

function parametersOf({ epsilon }: LayerOf<'batchNorm'>, { parameter }: LayerContext): BatchNormParameters {
  return { gamma: parameter('weight') as Tensor1D, beta: parameter('bias') as Tensor1D, epsilon };
}
