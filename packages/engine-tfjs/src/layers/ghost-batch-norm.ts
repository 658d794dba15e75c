import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type {
  BatchNormForward,
  BatchNormGradient,
  BatchNormGradientOptions,
  BatchNormParameters,
  Kernels,
} from '../kernels/kernels.ts';

/** Batch norm of each of so many equal groups of consecutive images by its own moments; the moments given back are means over groups. */
export function ghostBatchNorm(
  kernels: Kernels,
  groups: number,
  map: Tensor4D,
  parameters: BatchNormParameters,
): BatchNormForward {
  const parts = groupsOf(map, groups).map((group) => kernels.batchNorm(group, parameters));
  const meanOf = (moment: 'mean' | 'variance') =>
    tf.div<Tensor1D>(tf.addN(parts.map(({ moments }) => moments[moment])), groups);
  return {
    output: tf.concat4d(
      parts.map(({ output }) => output),
      0,
    ),
    kept: parts.flatMap(({ kept }) => kept),
    moments: { mean: meanOf('mean'), variance: meanOf('variance') },
  };
}

/** Its gradient: that of each group, those of scale and shift added up. */
export function ghostBatchNormGradient(
  kernels: Kernels,
  groups: number,
  { input, gradient, kept, ...options }: BatchNormGradientOptions,
): BatchNormGradient {
  const inputs = groupsOf(input, groups);
  const each = kept.length / groups;
  const parts = groupsOf(gradient, groups).map((flow, group) =>
    kernels.batchNormGradient({
      ...options,
      ...{ input: inputs[group]!, gradient: flow, kept: kept.slice(group * each, (group + 1) * each) },
    }),
  );
  const flows = parts.flatMap((part) => (part.input === undefined ? [] : [part.input]));
  return {
    input: flows.length === 0 ? undefined : tf.concat4d(flows, 0),
    gamma: tf.addN(parts.map(({ gamma }) => gamma)),
    beta: tf.addN(parts.map(({ beta }) => beta)),
  };
}

function groupsOf(map: Tensor4D, groups: number): readonly Tensor4D[] {
  return tf.split<Tensor4D>(map, groups);
}
