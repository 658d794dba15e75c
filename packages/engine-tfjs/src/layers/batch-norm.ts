import { ghostGroups } from '@batchmates/engine';
import type { LayerOf } from '@batchmates/network';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { BatchNormParameters } from '../kernels/kernels.ts';
import type { LayerContext, LayerRule } from '../layer-rule.ts';
import { givenBatchNormGradient } from './given-batch-norm.ts';
import { ghostBatchNorm, ghostBatchNormGradient } from './ghost-batch-norm.ts';

/** Batch normalization (the paper's equations 1-4), by the batch's own moments or by given ones. */
export const batchNorm: LayerRule<'batchNorm'> = {
  forward(layer, [input], context) {
    const given = context.moments();
    const { kernels } = context;
    const parameters = parametersOf(layer, context);
    if (given !== undefined) return { output: kernels.batchNormBy(input, parameters, given) };
    const groups = groupsOf(layer, input, context);
    return groups === 1
      ? kernels.batchNorm(input, parameters)
      : ghostBatchNorm(kernels, groups, input, parameters);
  },
  backward(layer, { inputs: [input], kept = [], gradient, inputGradients }, context) {
    const { kernels } = context;
    const given = context.moments();
    const groups = groupsOf(layer, input, context);
    const options = {
      ...parametersOf(layer, context),
      ...{ input, kept, gradient, inputGradient: inputGradients },
    };
    const found =
      given !== undefined
        ? givenBatchNormGradient(options, given)
        : groups === 1
          ? kernels.batchNormGradient(options)
          : ghostBatchNormGradient(kernels, groups, options);
    return {
      inputs: found.input === undefined ? [] : [found.input],
      parameters: { weight: found.gamma, bias: found.beta },
    };
  },
};

/** Groups of images that are normalised one by one. */
function groupsOf(layer: LayerOf<'batchNorm'>, input: Tensor4D, { training }: LayerContext): number {
  return training ? ghostGroups(layer, input.shape[0]) : 1;
}

function parametersOf({ epsilon }: LayerOf<'batchNorm'>, { parameter }: LayerContext): BatchNormParameters {
  return { gamma: parameter('weight') as Tensor1D, beta: parameter('bias') as Tensor1D, epsilon };
}
