import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Kernels } from './kernels.ts';
import { channelAffine } from './wasm-channel-affine.ts';
import { channelMean } from './wasm-channel-mean.ts';

/**
 * Batch norm for the WebAssembly backend. What there is one number per channel of is computed in JavaScript: reading and writing so few costs less there than
 * an operation of the library.
 */
export const wasmBatchNorm: Pick<Kernels, 'batchNorm' | 'batchNormGradient' | 'batchNormBy'> = {
  batchNorm(map, { gamma, beta, epsilon }) {
    const mean = channelMean(map);
    // Centring first: a mean of squares minus the square of a mean would cancel.
    const centred = channelAffine(
      map,
      each(mean, () => 1),
      each(mean, (m) => -m),
    );
    const variance = channelMean(tf.square(centred));
    const deviation = each(variance, (v) => Math.sqrt(v + epsilon));
    const scale = each(valuesOf(gamma), (g, c) => g / deviation[c]!);
    const output = channelAffine(centred, scale, valuesOf(beta));
    return {
      output,
      kept: [centred, vector(deviation)],
      moments: { mean: vector(mean), variance: vector(variance) },
    };
  },

  /**
   * With m values per channel, `xhat = centred / deviation` and g the output's gradient: `dbeta = sum(g)`,
   * `dgamma = sum(g * xhat)`, `dx = gamma / deviation * (g - mean(g) - xhat * mean(g * xhat))`.
   */
  batchNormGradient({ gradient, gamma, kept, inputGradient }) {
    const [centred, divisors] = kept as readonly [Tensor4D, Tensor1D];
    const deviation = valuesOf(divisors);
    const count = gradient.size / gamma.size;
    const flow = channelMean(gradient);
    const product = each(channelMean(tf.mul(gradient, centred)), (mean, c) => mean / deviation[c]!);
    const sums = {
      gamma: vector(each(product, (mean) => mean * count)),
      beta: vector(each(flow, (mean) => mean * count)),
    };
    if (!inputGradient) return { input: undefined, ...sums };
    const scale = each(valuesOf(gamma), (g, c) => g / deviation[c]!);
    const along = each(scale, (s, c) => (-s * product[c]!) / deviation[c]!);
    const straight = channelAffine(
      gradient,
      scale,
      each(scale, (s, c) => -s * flow[c]!),
    );
    const input = tf.add<Tensor4D>(straight, channelAffine(centred, along, new Float64Array(along.length)));
    return { input, ...sums };
  },

  batchNormBy(map, { gamma, beta, epsilon }, moments) {
    const [mean, variance] = [valuesOf(moments.mean), valuesOf(moments.variance)];
    const scale = each(valuesOf(gamma), (g, c) => g / Math.sqrt(variance[c]! + epsilon));
    const shift = each(valuesOf(beta), (b, c) => b - mean[c]! * scale[c]!);
    return channelAffine(map, scale, shift);
  },
};

function valuesOf(tensor: Tensor1D): Float32Array {
  return tensor.dataSync<'float32'>();
}

function vector(values: Float64Array): Tensor1D {
  return tf.tensor1d(Float32Array.from(values));
}

function each(
  values: Float32Array | Float64Array,
  change: (value: number, channel: number) => number,
): Float64Array {
  return Float64Array.from(values, change);
}
