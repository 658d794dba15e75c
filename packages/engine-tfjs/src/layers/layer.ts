import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Kernels } from '../kernels/kernels.ts';

/** Mean and biased variance per channel, `[channels]`. */
export interface MomentTensors {
  readonly mean: Tensor1D;
  readonly variance: Tensor1D;
}

/** What a layer computes with besides its inputs. All maps are `[batch, height, width, channels]`. */
export interface Surroundings {
  readonly kernels: Kernels;
  /** A parameter of the layer by suffix (`weight`, `bias`), in the library's layout. */
  parameter(suffix: string): Tensor;
  /** What normalises a batch norm; `undefined`: the batch's own moments. */
  statistics(): MomentTensors | undefined;
}

/** What a forward pass leaves. */
export interface Forward {
  readonly output: Tensor4D;
  /** Batch norm under batch statistics: what its gradient needs, and the moments themselves. */
  readonly kept?: { readonly centred: Tensor4D; readonly deviation: Tensor1D };
  readonly moments?: MomentTensors;
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
  readonly parameters: Readonly<Record<string, Tensor>>;
}

/** How one kind of layer runs; both directions are called within a `tidy`. */
export interface LayerRule {
  forward(inputs: readonly [Tensor4D, ...Tensor4D[]]): Forward;
  backward(pass: Backward): Gradients;
}
