/** Numbers of the C API that are the same in versions 2.6+ and 3.x (`dnnl_types.h`). */
export const dataTypes = { bf16: 2, f32: 3, u8: 6 } as const;

/** Element type of a native tensor. */
export type DataType = keyof typeof dataTypes;

/** Bytes of one element. */
export const elementBytes: Readonly<Record<DataType, number>> = { bf16: 2, f32: 4, u8: 1 };

export const propagation = {
  forwardTraining: 64,
  forwardInference: 96,
  backward: 128,
  backwardData: 160,
  backwardWeights: 192,
} as const;

export type Propagation = keyof typeof propagation;

export const convolutionAlgorithms = { direct: 1, winograd: 2 } as const;

export type ConvolutionAlgorithm = keyof typeof convolutionAlgorithms;

export const poolingAlgorithms = { max: 0x1ff, average: 0x3ff } as const;

export type PoolingAlgorithm = keyof typeof poolingAlgorithms;

export const binaryAlgorithms = { add: 0x1fff0, mul: 0x1fff1, div: 0x1fff4 } as const;

export type BinaryAlgorithm = keyof typeof binaryAlgorithms;

/** Element-wise functions; their numbers differ between versions. `reluByOutput` is ReLU's gradient from its output. */
export type EltwiseAlgorithm = 'relu' | 'reluByOutput' | 'linear' | 'sqrt';

/** Names of the arguments of a primitive's execution. */
export const argument = {
  src: 1,
  src1: 2,
  dst: 17,
  weights: 33,
  bias: 41,
  mean: 49,
  variance: 50,
  scale: 51,
  shift: 52,
  workspace: 64,
  scratchpad: 80,
  diffSrc: 129,
  diffDst: 145,
  diffWeights: 161,
  diffBias: 169,
  diffScale: 255,
  diffShift: 256,
} as const;

export type ArgumentName = keyof typeof argument;

/** Argument numbers of the sources of a `sum` primitive start here. */
export const MULTIPLE_SOURCES = 1024;

/** Memory descriptors a primitive descriptor can be asked for. */
export const queries = {
  src: 129,
  diffSrc: 130,
  weights: 131,
  diffWeights: 132,
  dst: 133,
  diffDst: 134,
  workspace: 135,
  scratchpad: 136,
} as const;

export type Query = keyof typeof queries;

/** `dnnl_query_impl_info_str`. */
export const QUERY_IMPLEMENTATION = 8;
