import type { LibraryHandle } from 'koffi';

/** A native function as koffi gives it: numbers and typed arrays in, a number out. */
export type NativeFunction = (...words: readonly unknown[]) => number;

/** Types of the C API's parameters: a handle or address, memory passed by reference, numbers. */
export type NativeType = 'uintptr_t' | 'void *' | 'size_t' | 'int' | 'uint' | 'int32_t' | 'float' | 'void';

/** Binds `name` with the types of its parameters; throws when the library lacks it. */
export function bind(
  library: LibraryHandle,
  name: string,
  parameters: readonly NativeType[],
  result: NativeType = 'int',
): NativeFunction {
  return library.func(name, result, [...parameters]) as NativeFunction;
}

/** Extents as the C API wants them: twelve 64-bit integers. */
export function dims(values: readonly number[]): BigInt64Array {
  const array = new BigInt64Array(12);
  values.forEach((value, i) => (array[i] = BigInt(value)));
  return array;
}
