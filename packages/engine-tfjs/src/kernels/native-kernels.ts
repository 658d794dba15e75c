import type { LayerOf } from '@batchmates/network';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { genericKernels } from './generic-kernels.ts';
import type { Kernels } from './kernels.ts';
import { nativeOp, type Attribute } from './native-op.ts';

const FLOAT: Attribute = { type: 'float32' };
const NHWC: Attribute = { text: 'NHWC' };

/**
 * For TensorFlow's native library, by its own operations: an operation costs some 40 us of CPU before TensorFlow begins with it, and much more where its result is
 * read, so there are few of them and none is read.
 */
export const nativeKernels: Kernels = {
  ...genericKernels,
  batchNorm(map, { gamma, beta, epsilon }) {
    const none = tf.tensor1d([]);
    const attributes = { ...normAttributes(epsilon), exponential_avg_factor: { float: 1 } };
    const [output, mean, unbiased, ...kept] = nativeOp(
      'FusedBatchNormV3',
      [map, gamma, beta, none, none],
      attributes,
      6,
    );
    const count = map.size / gamma.size;
    // TensorFlow gives the variance of a sample; of one value that is 0.
    const variance = tf.mul<Tensor1D>(unbiased!, (count - 1) / count);
    return { output: output as Tensor4D, kept, moments: { mean: mean as Tensor1D, variance } };
  },
  batchNormGradient({ input, gradient, gamma, kept, epsilon }) {
    const [flow, scale, shift] = nativeOp(
      'FusedBatchNormGradV3',
      [gradient, input, gamma, ...kept],
      normAttributes(epsilon),
      5,
    );
    return { input: flow as Tensor4D, gamma: scale as Tensor1D, beta: shift as Tensor1D };
  },
  conv: (layer, input, weight) => nativeOp('Conv2D', [input, weight], convAttributes(layer))[0] as Tensor4D,
  convInputGradient({ layer, input, weight, gradient }) {
    const inputs = [tf.tensor1d(input.shape, 'int32'), weight, gradient];
    return nativeOp('Conv2DBackpropInput', inputs, convAttributes(layer))[0] as Tensor4D;
  },
  convWeightGradient({ layer, input, weight, gradient }) {
    const inputs = [input, tf.tensor1d(weight.shape, 'int32'), gradient];
    return nativeOp('Conv2DBackpropFilter', inputs, convAttributes(layer))[0] as Tensor4D;
  },
  reluGradient: (output, gradient) => nativeOp('ReluGrad', [gradient, output], { T: FLOAT })[0] as Tensor4D,
};

function normAttributes(epsilon: number): Readonly<Record<string, Attribute>> {
  return {
    T: FLOAT,
    U: FLOAT,
    epsilon: { float: epsilon },
    data_format: NHWC,
    is_training: { bool: true },
  };
}

function convAttributes({ stride, padding }: LayerOf<'conv'>): Readonly<Record<string, Attribute>> {
  return {
    T: FLOAT,
    strides: { int: [1, stride, stride, 1] },
    padding: { text: 'EXPLICIT' },
    explicit_paddings: { int: [0, 0, padding, padding, padding, padding, 0, 0] },
    data_format: NHWC,
    dilations: { int: [1, 1, 1, 1] },
    use_cudnn_on_gpu: { bool: true },
  };
}
