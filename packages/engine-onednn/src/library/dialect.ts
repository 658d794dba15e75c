import type { DataType } from './constants.ts';
import type {
  BatchNormRequest,
  BinaryRequest,
  ConvolutionRequest,
  Descriptor,
  EltwiseRequest,
  InnerProductRequest,
  LayerNormRequest,
  PoolingRequest,
  PostOperation,
  SumRequest,
} from './dnnl.ts';
import type { Handle, HandleCell } from './handle.ts';

/** What every primitive descriptor is created with. */
export interface Creation {
  /** Receives the primitive descriptor. */
  readonly cell: HandleCell;
  readonly engine: Handle;
  readonly attributes: Handle;
}

/**
 * The part of the C API that version 3 changed, one object per major version. Functions return native statuses
 * (0: success) and leave it to the session to name the failure.
 */
export interface Dialect {
  describe(shape: readonly number[], type: DataType, strides: readonly number[] | 'any'): NewDescriptor;
  part(whole: Descriptor, shape: readonly number[], offsets: readonly number[]): NewDescriptor;
  /** A copy, which outlives the primitive descriptor that `handle` belongs to. */
  copy(handle: Handle): NewDescriptor;
  destroy(handle: Handle): void;
  convolution(request: ConvolutionRequest, creation: Creation): number;
  batchNorm(request: BatchNormRequest, creation: Creation): number;
  readonly normGradientTakesShift: boolean;
  layerNorm(request: LayerNormRequest, creation: Creation): number;
  pooling(request: PoolingRequest, creation: Creation): number;
  eltwise(request: EltwiseRequest, creation: Creation): number;
  binary(request: BinaryRequest, creation: Creation): number;
  sum(request: SumRequest, creation: Creation): number;
  innerProduct(request: InnerProductRequest, creation: Creation): number;
  appendSum(operations: Handle, operation: PostOperation & { kind: 'sum' }): number;
  appendEltwise(operations: Handle, operation: PostOperation & { kind: 'eltwise' }): number;
}

/** A status with, on success, the native memory descriptor. */
export interface NewDescriptor {
  readonly status: number;
  readonly handle: Handle;
  readonly storage: Uint8Array | undefined;
}
