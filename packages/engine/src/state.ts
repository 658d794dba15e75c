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

/**
 * Which values of a state are no finite numbers, in words: `90 values that are no finite numbers in 3 tensors, the first of which is
 * conv1.weight`; `undefined` when all are finite.
 */
export function describeNotFinite(state: State): string | undefined {
  const counts = [...state].map(([name, { data }]) => {
    let count = 0;
    for (const value of data) if (!Number.isFinite(value)) count++;
    return { name, count };
  });
  const found = counts.filter(({ count }) => count > 0);
  const [first] = found;
  if (first === undefined) return undefined;
  const values = found.reduce((sum, { count }) => sum + count, 0);
  const what =
    values === 1 ? '1 value that is no finite number' : `${values} values that are no finite numbers`;
  return found.length === 1
    ? `${what} in ${first.name}`
    : `${what} in ${found.length} tensors, the first of which is ${first.name}`;
}
