import type { LayerOf } from '@batchmates/network';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';

/** What a convolution's gradients are computed from. Maps are `[batch, height, width, channels]`. */
export interface ConvGradientOptions {
  readonly layer: LayerOf<'conv'>;
  readonly input: Tensor4D;
  /** `[size, size, inputs, channels]` */
  readonly weight: Tensor4D;
  /** dL/d(output) */
  readonly gradient: Tensor4D;
}

/** What a max pool's gradient is computed from. */
export interface MaxPoolGradientOptions {
  readonly layer: LayerOf<'maxPool'>;
  readonly input: Tensor4D;
  readonly output: Tensor4D;
  /** dL/d(output) */
  readonly gradient: Tensor4D;
}

/** Mean and biased variance of every channel, each `[channels]`. */
export interface MomentTensors {
  readonly mean: Tensor1D;
  readonly variance: Tensor1D;
}

/** What batch norm by the batch's own moments gives. */
export interface BatchNormForward {
  readonly output: Tensor4D;
  /** What its gradient needs besides its input, in an order of its own. */
  readonly kept: readonly Tensor[];
  readonly moments: MomentTensors;
}

/** Scale and shift of a batch norm, each `[channels]`, and what is added to variances. */
export interface BatchNormParameters {
  readonly gamma: Tensor1D;
  readonly beta: Tensor1D;
  readonly epsilon: number;
}

/** What a batch norm's gradient is computed from. */
export interface BatchNormGradientOptions extends BatchNormParameters {
  readonly input: Tensor4D;
  /** dL/d(output) */
  readonly gradient: Tensor4D;
  /** What the forward pass kept. */
  readonly kept: readonly Tensor[];
  /** Whether dL/d(input) is of use. */
  readonly inputGradient: boolean;
}

/** A batch norm's gradient. */
export interface BatchNormGradient {
  readonly input: Tensor4D | undefined;
  readonly gamma: Tensor1D;
  readonly beta: Tensor1D;
}

/**
 * The operations whose fast formulation depends on the TensorFlow.js backend; all others are plain operations of
 * the library. Called within a `tidy`.
 */
export interface Kernels {
  /** Batch norm by the batch's own moments (the paper's equations 1-4); biased variance. */
  batchNorm(map: Tensor4D, parameters: BatchNormParameters): BatchNormForward;
  batchNormGradient(options: BatchNormGradientOptions): BatchNormGradient;
  /** Batch norm by given moments. */
  batchNormBy(map: Tensor4D, parameters: BatchNormParameters, moments: MomentTensors): Tensor4D;
  conv(layer: LayerOf<'conv'>, input: Tensor4D, weight: Tensor4D): Tensor4D;
  /** dL/d(input) */
  convInputGradient(options: ConvGradientOptions): Tensor4D;
  /** dL/d(weight), `[size, size, inputs, channels]` */
  convWeightGradient(options: ConvGradientOptions): Tensor4D;
  maxPool(layer: LayerOf<'maxPool'>, input: Tensor4D): Tensor4D;
  /** dL/d(input) */
  maxPoolGradient(options: MaxPoolGradientOptions): Tensor4D;
  /** dL/d(input) of a ReLU with this output; 0 where that is 0. */
  reluGradient(output: Tensor4D, gradient: Tensor4D): Tensor4D;
}
