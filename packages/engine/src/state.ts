/** A dense float32 tensor in row-major order. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Everything that training changes, by name, in the canonical layout (PyTorch's): `<conv>.weight`
 * `[out, in, height, width]`, `<norm>.weight`, `.bias` and, of batch norm, `.running_mean`, `.running_var` `[channels]`,
 * `<dense>.weight` `[out, in]`, `<dense>.bias` `[out]`, and optimizer slots `optimizer.<slot>.<parameter>`
 * in their parameter's shape (`velocity` where there is momentum, `square_average` for RMSProp). RMSProp with a
 * bias-corrected start also counts its steps in `optimizer.step`, shape `[]`.
 */
export type State = ReadonlyMap<string, Tensor>;

/** A state with tensors of its own. */
export function copyState(state: State): State {
  return new Map(
    [...state].map(([name, { shape, data }]) => [name, { shape: [...shape], data: data.slice() }]),
  );
}

/** The tensors of a state that hold values which are not finite, with the number of these. */
export function notFinite(state: State): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [name, { data }] of state) {
    let count = 0;
    for (const value of data) if (!Number.isFinite(value)) count++;
    if (count > 0) found.set(name, count);
  }
  return found;
}

/** What `notFinite` found, in words: `90 values that are no finite numbers in 3 tensors (conv1.weight, ...)`. */
export function describeNotFinite(found: ReadonlyMap<string, number>): string {
  const values = [...found.values()].reduce((sum, count) => sum + count, 0);
  const [first] = found.keys();
  const where = found.size === 1 ? `in ${first}` : `in ${found.size} tensors, the first of which is ${first}`;
  return `${values} value${values === 1 ? '' : 's'} that ${values === 1 ? 'is no finite number' : 'are no finite numbers'} ${where}`;
}
