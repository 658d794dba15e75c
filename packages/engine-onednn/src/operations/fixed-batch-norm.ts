import type { BatchNormLayer } from '@batchmates/network';
import type { Tensor } from '../plan/tensor.ts';
import type { Lowering } from './lowering.ts';

/** Appends batch norm with given statistics, where it could not be folded into a convolution. */
export function lowerFixedBatchNorm(
  lowering: Lowering,
  { name, input, epsilon }: BatchNormLayer,
  relu: boolean,
): Tensor {
  const { builder, session } = lowering;
  const src = lowering.value(input);
  const data = src.descriptor;
  const dst = builder.tensor(data);
  builder.step({
    label: `${name} forward`,
    primitive: session.batchNorm({
      ...{ propagation: 'forwardInference', data, epsilon, relu, givenStatistics: true },
    }),
    arguments: {
      ...{ src, dst, ...lowering.statistics(name) },
      scale: lowering.parameter(`${name}.weight`),
      shift: lowering.parameter(`${name}.bias`),
    },
    inPlace: [src, dst],
  });
  return dst;
}
