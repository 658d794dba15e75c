import type { ArgumentName } from '../library/constants.ts';
import type { PrimitiveDescriptor } from '../library/dnnl.ts';
import type { Tensor } from './tensor.ts';

/** Tensors by the argument they are passed as; `sources` are those of a sum. */
export type Arguments = { readonly [name in ArgumentName]?: Tensor } & {
  readonly sources?: readonly Tensor[];
};

/** A primitive to append to a plan. */
export interface NewStep {
  readonly label: string;
  readonly primitive: PrimitiveDescriptor;
  readonly arguments: Arguments;
  /** The first may be overwritten by the second when nobody needs it any more. */
  readonly inPlace?: readonly [input: Tensor, output: Tensor];
}
