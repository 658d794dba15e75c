import type { DataType } from '../library/constants.ts';
import type { Descriptor, Session } from '../library/dnnl.ts';
import type { PlanBuilder } from '../plan/plan-builder.ts';
import type { Tensor } from '../plan/tensor.ts';

/** What the lowering of an operation can use. Maps are `[batch, channels, height, width]` in any layout. */
export interface Lowering {
  readonly builder: PlanBuilder;
  readonly session: Session;
  readonly batch: number;
  /** Whether forward primitives must leave what backward ones need. */
  readonly propagation: 'forwardTraining' | 'forwardInference';
  /** Whether the plan is a training step: then ghost batch norm takes its statistics over groups of images. */
  readonly training: boolean;
  /** Whether training normalises by the running statistics, which `statistics` then holds. */
  readonly frozenStatistics: boolean;
  /** Type of activations and their gradients; pooled features, dense layers and logits are float32 always. */
  readonly type: DataType;
  /** Shape of a value, `[batch, channels, height, width]`. */
  shapeOf(value: string): readonly number[];
  value(name: string): Tensor;
  /** Layout of the last value lowered that has this shape and type. */
  latestLayout(like: Pick<Descriptor, 'shape' | 'type'>): Descriptor | undefined;
  /** Whether anything trainable stands before a value. */
  needsGradient(value: string): boolean;
  /** Float32 master of a parameter, and where its gradient goes. */
  parameter(name: string): Tensor;
  gradient(name: string): Tensor;
  /** A weight in a primitive's layout and type. */
  weight(name: string, descriptor: Descriptor): Tensor;
  /** Where the batch statistics of a batch norm go, or those of one group of its images, each `[channels]`. */
  statistics(name: string, group?: number): { readonly mean: Tensor; readonly variance: Tensor };
}

/** An operation lowered forward, and how to go on backward. */
export interface Lowered {
  readonly output: Tensor;
  /** Appends the backward steps for a gradient of the output; returns the gradients of the inputs. */
  backward(gradient: Tensor): readonly InputGradient[];
}

export interface InputGradient {
  readonly input: string;
  readonly gradient: Tensor;
}
