import type { LayerOf } from '@batchmates/network';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { genericBatchNorm } from './generic-batch-norm.ts';
import type { Kernels } from './kernels.ts';
import { allAround, padOrCrop } from './padding.ts';

/**
 * For every backend that has kernels for all gradients, by operations that each of them knows. Padding is made explicit, because
 * gradients know only `valid` and `same`.
 */
export const genericKernels: Kernels = {
  ...genericBatchNorm,
  conv: (layer, input, weight) => tf.conv2d(padded(layer, input), weight, layer.stride, 'valid'),
  convInputGradient({ layer, input, weight, gradient }) {
    const inputShape = paddedShape(layer, input);
    const attributes = { strides: layer.stride, pad: 'valid', dataFormat: 'NHWC', inputShape };
    const inputs = { dy: gradient, filter: weight };
    return cropped(layer, tf.engine().runKernel<Tensor4D>(tf.Conv2DBackpropInput, inputs, attributes));
  },
  convWeightGradient({ layer, input, weight, gradient }) {
    const attributes = { strides: layer.stride, pad: 'valid', dataFormat: 'NHWC', filterShape: weight.shape };
    const inputs = { x: padded(layer, input), dy: gradient };
    return tf.engine().runKernel<Tensor4D>(tf.Conv2DBackpropFilter, inputs, attributes);
  },
  maxPool: (layer, input) => tf.maxPool(padded(layer, input, LOWEST), layer.size, layer.stride, 'valid'),
  maxPoolGradient({ layer, input, output, gradient }) {
    const attributes = { filterSize: layer.size, strides: layer.stride, pad: 'valid' };
    const inputs = { dy: gradient, input: padded(layer, input, LOWEST), output };
    return cropped(layer, tf.engine().runKernel<Tensor4D>(tf.MaxPoolGrad, inputs, attributes));
  },
  reluGradient: (output, gradient) => tf.mul(gradient, tf.step(output)),
};

/** Loses against every finite value; minus infinity itself would meet 0 * infinity in some kernels. */
const LOWEST = -3.4e38;

function padded({ padding }: LayerOf<'conv'> | LayerOf<'maxPool'>, input: Tensor4D, value = 0): Tensor4D {
  return padOrCrop(input, allAround(padding), value);
}

function cropped({ padding }: LayerOf<'conv'> | LayerOf<'maxPool'>, gradient: Tensor4D): Tensor4D {
  return padOrCrop(gradient, allAround(-padding));
}

function paddedShape({ padding }: LayerOf<'conv'>, { shape }: Tensor4D): [number, number, number, number] {
  return [shape[0], shape[1] + 2 * padding, shape[2] + 2 * padding, shape[3]];
}
