import type {
  BatchNormRequest,
  BinaryRequest,
  ConvolutionRequest,
  Descriptor,
  EltwiseRequest,
  InnerProductRequest,
  LayerNormRequest,
  PoolingRequest,
  ReorderRequest,
  SumRequest,
} from './dnnl.ts';

/** What errors and profiles call a primitive: kind, direction, type and shapes `[batch]x[channels]x[height]x[width]`. */
export const nameOf = {
  convolution: ({ propagation, input, weights, output, stride }: ConvolutionRequest) =>
    `convolution ${propagation} ${tensor(input)} by ${tensor(weights)} to ${tensor(output)}, stride ${stride}`,
  batchNorm: ({ propagation, data, relu, givenStatistics }: BatchNormRequest) =>
    `batch norm ${propagation}${givenStatistics ? ' (given statistics)' : ''}${relu ? ' + ReLU' : ''} ${tensor(data)}`,
  layerNorm: ({ propagation, data }: LayerNormRequest) => `layer norm ${propagation} ${tensor(data)}`,
  pooling: ({ propagation, algorithm, input, output, kernel }: PoolingRequest) =>
    `${algorithm} pool ${propagation} ${tensor(input)} to ${tensor(output)}, window ${kernel.join('x')}`,
  eltwise: ({ propagation, algorithm, data }: EltwiseRequest) =>
    `${algorithm} ${propagation} ${tensor(data)}`,
  binary: ({ algorithm, left, right, postOperations = [] }: BinaryRequest) =>
    [`${algorithm} ${tensor(left)} and ${tensor(right)}`, ...postOperations.map(({ kind }) => kind)].join(
      ' + ',
    ),
  sum: ({ inputs, output }: SumRequest) => `sum of ${inputs.length} tensors ${tensor(output)}`,
  innerProduct: ({ propagation, input, weights, output }: InnerProductRequest) =>
    `inner product ${propagation} ${tensor(input)} by ${tensor(weights)} to ${tensor(output)}`,
  reorder: ({ from, to }: ReorderRequest) => `reorder ${tensor(from)} to ${to.type}`,
};

function tensor({ shape, type }: Descriptor): string {
  return `${type} ${shape.join('x')}`;
}
