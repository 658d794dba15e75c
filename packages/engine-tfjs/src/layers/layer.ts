import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Kernels } from '../kernels/kernels.ts';

/** One number per channel. Kept in JavaScript: arithmetic on so few is faster there than as tensors. */
export type ChannelValues = Float32Array | Float64Array;

/** Mean and biased variance per channel, `[channels]`. */
export interface LayerMoments {
  readonly mean: ChannelValues;
  readonly variance: ChannelValues;
}

/** What a layer computes with besides its inputs. All maps are `[batch, height, width, channels]`. */
export interface Surroundings {
  readonly kernels: Kernels;
  /** The layer's weight as a tensor in the library's layout. */
  weight(): Tensor;
  /** A vector parameter of the layer: `weight` (gamma) or `bias`. */
  values(suffix: 'weight' | 'bias'): Float32Array;
  /** What normalises a batch norm; `undefined`: the batch's own moments. */
  statistics(): LayerMoments | undefined;
}

/** What a forward pass leaves. */
export interface Forward {
  readonly output: Tensor4D;
  /** Batch norm under batch statistics: what its gradient needs. */
  readonly kept?: { readonly centred: Tensor4D; readonly deviation: ChannelValues };
  /** Batch norm under batch statistics: the moments of its input. */
  readonly moments?: LayerMoments;
}

/** A forward pass with its inputs, and the gradient that comes back to it. */
export interface Backward extends Forward {
  readonly inputs: readonly Tensor4D[];
  /** dL/d(output) */
  readonly gradient: Tensor4D;
  /** Whether anything below has parameters, so that the gradient of the inputs is of use. */
  readonly inputGradients: boolean;
}

/** What a backward pass gives. */
export interface Gradients {
  /** dL/d(input) for each input in order; empty when not of use. */
  readonly inputs: readonly Tensor4D[];
  /** dL/d(parameter) by suffix, in the library's layout. */
  readonly parameters: Readonly<Record<string, ArrayLike<number>>>;
}

/** How one kind of layer runs; both directions are called within a `tidy`. */
export interface LayerRule {
  forward(inputs: readonly [Tensor4D, ...Tensor4D[]]): Forward;
  backward(pass: Backward): Gradients;
}
