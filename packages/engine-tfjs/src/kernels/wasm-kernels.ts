import * as tf from '@tensorflow/tfjs-core';
import type { Kernels } from './kernels.ts';
import { wasmBatchNorm } from './wasm-batch-norm.ts';
import { convInputGradient } from './wasm-conv-input-gradient.ts';
import { convWeightGradient } from './wasm-conv-weight-gradient.ts';
import { maxPoolGradient } from './wasm-max-pool-gradient.ts';

/**
 * For the WebAssembly backend, whose forward convolution and pooling are fast (XNNPACK) while its gradients,
 * broadcasts and reductions over leading axes are slow or absent: here they are built from what is fast.
 */
export const wasmKernels: Kernels = {
  ...wasmBatchNorm,
  conv: (layer, input, weight) => tf.conv2d(input, weight, layer.stride, layer.padding),
  convInputGradient,
  convWeightGradient,
  maxPool: (layer, input) => tf.maxPool(input, layer.size, layer.stride, layer.padding),
  maxPoolGradient,
  reluGradient: (output, gradient) => tf.mul(gradient, tf.step(output)),
};
