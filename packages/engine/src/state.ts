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
