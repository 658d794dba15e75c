import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { LayerOf } from '@batchmates/network';
import type { ChannelValues } from '../channel-values.ts';

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

/**
 * The operations whose fast formulation depends on the TensorFlow.js backend; all others are plain operations of
 * the library. Called within a `tidy`.
 */
export interface Kernels {
  /** Mean of every channel over batch, height and width: `[channels]`. */
  channelMean(map: Tensor4D): Float64Array;
  /** `map * scale + shift`, both `[channels]`. */
  channelAffine(map: Tensor4D, scale: ChannelValues, shift: ChannelValues): Tensor4D;
  conv(layer: LayerOf<'conv'>, input: Tensor4D, weight: Tensor4D): Tensor4D;
  /** dL/d(input) */
  convInputGradient(options: ConvGradientOptions): Tensor4D;
  /** dL/d(weight), `[size, size, inputs, channels]` */
  convWeightGradient(options: ConvGradientOptions): Tensor4D;
  maxPool(layer: LayerOf<'maxPool'>, input: Tensor4D): Tensor4D;
  /** dL/d(input) */
  maxPoolGradient(options: MaxPoolGradientOptions): Tensor4D;
}
