import type {
  BinaryAlgorithm,
  ConvolutionAlgorithm,
  DataType,
  EltwiseAlgorithm,
  PoolingAlgorithm,
  Propagation,
  Query,
} from './constants.ts';
import type { Handle } from './handle.ts';
import type { Memory } from './memory.ts';

/** A loaded oneDNN, whatever its version. */
export interface Dnnl {
  readonly version: Version;
  /** File or name the library was loaded from. */
  readonly path: string;
  /** Instruction set that the library uses, as in `dnnl_cpu_isa_t`. */
  readonly instructionSet: number;
  /** Sets the threads of primitives made and run by this JavaScript thread from now on; false: cannot be chosen. */
  useThreads(count: number): boolean;
  /** Memory that primitives and JavaScript share; throws a `UserError` when there is not enough. */
  allocate(byteLength: number): Memory;
  /** Native objects that exist: a number that comes back once every session is disposed of. */
  liveObjects(): number;
  /** Opens a session, whose native objects live until it is disposed of. */
  session(): Session;
}

/**
 * The seam between this package and oneDNN's C API: everything above it is the same for versions 2.6+ and 3.x.
 * A session owns what it creates. Creating functions throw a `UserError` that names the primitive and its shapes.
 */
export interface Session {
  /** Descriptor of a tensor; `strides` in elements, or `any` to let a primitive choose its layout. */
  describe(shape: readonly number[], type: DataType, strides: readonly number[] | 'any'): Descriptor;
  /** Descriptor of a part of a tensor, or undefined where its blocked layout cannot be cut there. */
  part(whole: Descriptor, shape: readonly number[], offsets: readonly number[]): Descriptor | undefined;
  bytes(descriptor: Descriptor): number;
  equal(left: Descriptor, right: Descriptor): boolean;

  convolution(request: ConvolutionRequest): PrimitiveDescriptor;
  batchNorm(request: BatchNormRequest): PrimitiveDescriptor;
  /** Whether the gradient of batch norm must be handed the shift, though it does not need it. */
  readonly normGradientTakesShift: boolean;
  layerNorm(request: LayerNormRequest): PrimitiveDescriptor;
  pooling(request: PoolingRequest): PrimitiveDescriptor;
  eltwise(request: EltwiseRequest): PrimitiveDescriptor;
  binary(request: BinaryRequest): PrimitiveDescriptor;
  sum(request: SumRequest): PrimitiveDescriptor;
  innerProduct(request: InnerProductRequest): PrimitiveDescriptor;
  reorder(request: ReorderRequest): PrimitiveDescriptor;

  /** The layout a primitive chose for one of its tensors, of which shape and type are given. */
  chosen(primitive: PrimitiveDescriptor, what: Query, tensor: Pick<Descriptor, 'shape' | 'type'>): Descriptor;
  /** Name of the implementation, e.g. `jit:avx512_core`. */
  implementation(primitive: PrimitiveDescriptor): string;
  /** Generates the code of a primitive. */
  createPrimitive(descriptor: PrimitiveDescriptor): Handle;
  /** A native view of `descriptor`'s bytes at `address`; the memory stays the caller's. */
  createMemory(descriptor: Descriptor, address: number): Handle;
  /** Runs a primitive to its end; `argumentsAddress` points at `count` native `dnnl_exec_arg_t`. Returns the status. */
  execute(primitive: Handle, count: number, argumentsAddress: number): number;
  /** Destroys everything the session created. */
  dispose(): void;
}

export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** Shape, type and layout of a tensor, known to the library. */
export interface Descriptor {
  readonly handle: Handle;
  /** Version 2 keeps the descriptor itself here; holding it keeps the handle valid. */
  readonly storage: Uint8Array | undefined;
  readonly shape: readonly number[];
  readonly type: DataType;
}

/** A primitive's descriptor with the words that errors and profiles call it by. */
export interface PrimitiveDescriptor {
  readonly handle: Handle;
  readonly name: string;
}

/** Operations applied to a primitive's result before it is stored, in order. */
export type PostOperation =
  | { readonly kind: 'sum'; readonly scale: number }
  | {
      readonly kind: 'eltwise';
      readonly algorithm: EltwiseAlgorithm;
      readonly alpha: number;
      readonly beta: number;
    }
  | { readonly kind: 'binary'; readonly algorithm: BinaryAlgorithm; readonly other: Descriptor };

/** `forward`: input is src, output dst; `backwardData`: diff src, diff dst; `backwardWeights`: src, diff dst. */
export interface ConvolutionRequest {
  readonly propagation: Exclude<Propagation, 'backward'>;
  readonly algorithm: ConvolutionAlgorithm;
  readonly input: Descriptor;
  readonly weights: Descriptor;
  readonly bias?: Descriptor;
  readonly output: Descriptor;
  readonly stride: number;
  readonly padding: readonly [before: number, after: number];
  readonly hint?: PrimitiveDescriptor;
  readonly postOperations?: readonly PostOperation[];
}

/** Scale and shift are always separate arguments. */
export interface BatchNormRequest {
  readonly propagation: 'forwardTraining' | 'forwardInference' | 'backward';
  readonly data: Descriptor;
  /** Layout of both gradients, in backward. */
  readonly gradient?: Descriptor;
  readonly epsilon: number;
  /** Mean and variance are given instead of computed. */
  readonly givenStatistics: boolean;
  readonly relu: boolean;
  readonly hint?: PrimitiveDescriptor;
}

/** Normalises each row of a matrix `[rows, values]` by its own mean and variance, without scale and shift. */
export interface LayerNormRequest {
  readonly propagation: 'forwardTraining' | 'forwardInference' | 'backwardData';
  readonly data: Descriptor;
  /** Of mean and variance, `[rows]` in float32. */
  readonly statistics: Descriptor;
  /** Layout of both gradients, in backward. */
  readonly gradient?: Descriptor;
  readonly epsilon: number;
  readonly hint?: PrimitiveDescriptor;
}

export interface PoolingRequest {
  readonly propagation: 'forwardTraining' | 'forwardInference' | 'backward';
  readonly algorithm: PoolingAlgorithm;
  readonly input: Descriptor;
  readonly output: Descriptor;
  readonly kernel: readonly [height: number, width: number];
  readonly stride: number;
  readonly padding: readonly [
    before: readonly [height: number, width: number],
    after: readonly [height: number, width: number],
  ];
  readonly hint?: PrimitiveDescriptor;
}

export interface EltwiseRequest {
  readonly propagation: 'forwardTraining' | 'forwardInference' | 'backward';
  readonly algorithm: EltwiseAlgorithm;
  readonly alpha: number;
  readonly beta: number;
  readonly data: Descriptor;
  readonly gradient?: Descriptor;
  readonly hint?: PrimitiveDescriptor;
  readonly postOperations?: readonly PostOperation[];
}

export interface BinaryRequest {
  readonly algorithm: BinaryAlgorithm;
  readonly left: Descriptor;
  readonly right: Descriptor;
  readonly output: Descriptor;
  readonly postOperations?: readonly PostOperation[];
}

export interface SumRequest {
  readonly scales: readonly number[];
  readonly inputs: readonly Descriptor[];
  readonly output: Descriptor;
}

export interface InnerProductRequest {
  readonly propagation: Exclude<Propagation, 'backward'>;
  readonly input: Descriptor;
  readonly weights: Descriptor;
  readonly bias?: Descriptor;
  readonly output: Descriptor;
  readonly hint?: PrimitiveDescriptor;
}

export interface ReorderRequest {
  readonly from: Descriptor;
  readonly to: Descriptor;
}
