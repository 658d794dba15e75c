import type { LayerKind, LayerOf } from '@batchmates/network';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Kernels, MomentTensors } from './kernels/kernels.ts';

/** How one kind of layer runs; both directions are called within a `tidy`. */
export interface LayerRule<Kind extends LayerKind> {
  forward(layer: LayerOf<Kind>, inputs: LayerInputs, context: LayerContext): Forward;
  backward(layer: LayerOf<Kind>, pass: Backward, context: LayerContext): Gradients;
}

/** The maps a layer reads, `[batch, height, width, channels]`; one that reads two may rely on the second. */
export type LayerInputs = readonly [Tensor4D, ...Tensor4D[]];

/** What a layer computes with besides its inputs. */
export interface LayerContext {
  readonly kernels: Kernels;
  /** Whether a backward pass follows: then ghost batch norm takes its statistics over groups of images. */
  readonly training: boolean;
  /** A parameter of the layer in the library's layout. */
  parameter(suffix: 'weight' | 'bias'): Tensor;
  /** What normalises a batch norm; `undefined`: the batch's own moments. */
  moments(): MomentTensors | undefined;
}

/** What a forward pass leaves. */
export interface Forward {
  readonly output: Tensor4D;
  /** What the gradient of a norm needs besides its input, in an order of its own. */
  readonly kept?: readonly Tensor[];
  /** Batch norm under batch statistics: the moments of its input. */
  readonly moments?: MomentTensors;
}

/** A forward pass with its inputs, and the gradient that comes back to it. */
export interface Backward extends Forward {
  readonly inputs: LayerInputs;
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
