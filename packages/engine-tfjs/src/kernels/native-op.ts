import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** The value of an operation's attribute. */
export type Attribute =
  | { readonly int: number | readonly number[] }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly text: string }
  | { readonly type: 'float32' };

/** What tfjs-node's backend offers besides its kernels. */
interface NativeBackend {
  readonly binding: Readonly<Record<string, number>>;
  executeMultipleOutputs(
    name: string,
    attributes: readonly { readonly name: string; readonly type: number; readonly value: unknown }[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
}

/** Runs an operation of TensorFlow by its own name, which TensorFlow.js need not know. Call within a `tidy`. */
export function nativeOp(
  name: string,
  inputs: readonly Tensor[],
  attributes: Readonly<Record<string, Attribute>>,
  outputs = 1,
): [Tensor, ...Tensor[]] {
  const backend = tf.backend() as unknown as NativeBackend;
  const all = Object.entries(attributes).map(([attribute, value]) => ({
    name: attribute,
    ...encoded(value, backend.binding),
  }));
  return backend.executeMultipleOutputs(name, all, inputs, outputs) as [Tensor, ...Tensor[]];
}

function encoded(
  attribute: Attribute,
  binding: NativeBackend['binding'],
): { readonly type: number; readonly value: unknown } {
  if ('int' in attribute) return { type: binding['TF_ATTR_INT']!, value: attribute.int };
  if ('float' in attribute) return { type: binding['TF_ATTR_FLOAT']!, value: attribute.float };
  if ('bool' in attribute) return { type: binding['TF_ATTR_BOOL']!, value: attribute.bool };
  if ('text' in attribute) return { type: binding['TF_ATTR_STRING']!, value: attribute.text };
  return { type: binding['TF_ATTR_TYPE']!, value: binding['TF_FLOAT'] };
}
