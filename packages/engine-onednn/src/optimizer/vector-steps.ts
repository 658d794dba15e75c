import type { BinaryAlgorithm } from '../library/constants.ts';
import type { PostOperation } from '../library/dnnl.ts';
import type { PlanBuilder } from '../plan/plan-builder.ts';
import type { Tensor } from '../plan/tensor.ts';

/** `target = scales[0] * target + scales[1] * others[0] + ...`, in one pass. */
export function accumulate(
  { builder, label }: { readonly builder: PlanBuilder; readonly label: string },
  target: Tensor,
  scales: readonly number[],
  others: readonly Tensor[],
): void {
  const sources = [target, ...others];
  builder.step({
    label,
    primitive: builder.session.sum({
      scales,
      inputs: sources.map(({ descriptor }) => descriptor),
      output: target.descriptor,
    }),
    arguments: { sources, dst: target },
  });
}

/** An element-wise operation of two vectors; the right one may be `[1]`, which stands for all. */
export interface Combination {
  readonly algorithm: BinaryAlgorithm;
  readonly left: Tensor;
  readonly right: Tensor;
  readonly output: Tensor;
  readonly postOperations?: readonly PostOperation[];
}

/** Appends an element-wise operation of two vectors. */
export function combine(
  { builder, label }: { readonly builder: PlanBuilder; readonly label: string },
  { algorithm, left, right, output, postOperations = [] }: Combination,
): void {
  builder.step({
    label,
    primitive: builder.session.binary({
      ...{ algorithm, left: left.descriptor, right: right.descriptor, output: output.descriptor },
      postOperations,
    }),
    arguments: { src: left, src1: right, dst: output },
  });
}
