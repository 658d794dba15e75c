import type { Descriptor } from '../library/dnnl.ts';
import type { Memory } from '../library/memory.ts';

/**
 * Where a tensor's bytes are: at a fixed address (parameters), or wherever the memory plan puts them for as long as
 * steps use them. Tensors that share a storage are views of the same bytes.
 */
export type Storage = FixedStorage | PlannedStorage;

export interface FixedStorage {
  readonly kind: 'fixed';
  /** Kept alive by every plan that uses the tensor. */
  readonly memory: Memory;
  readonly byteOffset: number;
}

export interface PlannedStorage {
  readonly kind: 'planned';
  readonly bytes: number;
}

/** A tensor of a plan. */
export interface Tensor {
  readonly descriptor: Descriptor;
  readonly storage: Storage;
  /** Where in its storage it begins; absent: at the beginning. */
  readonly byteOffset?: number;
}

/** A tensor at a fixed place. */
export function fixedTensor(descriptor: Descriptor, memory: Memory, byteOffset = 0): Tensor {
  return { descriptor, storage: { kind: 'fixed', memory, byteOffset } };
}

/** The same memory seen with another shape, type or layout. */
export function viewOf(tensor: Tensor, descriptor: Descriptor): Tensor {
  return { ...tensor, descriptor };
}

/** A part of a tensor's memory, from `byteOffset` bytes after its beginning. */
export function sliceOf(
  { storage, byteOffset: start = 0 }: Tensor,
  descriptor: Descriptor,
  byteOffset: number,
): Tensor {
  return { descriptor, storage, byteOffset: start + byteOffset };
}
