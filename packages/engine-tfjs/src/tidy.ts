import * as tf from '@tensorflow/tfjs-core';

/**
 * Frees every tensor that `compute` makes, except those in its result, which may be any object of tensors (the
 * library's own type for that has no room for interfaces and read-only arrays).
 */
export function tidy<Result extends object>(compute: () => Result): Result {
  return tf.tidy(compute as unknown as () => tf.TensorContainer) as unknown as Result;
}

/** Frees every tensor that `compute` makes and does not `keep`; its result holds none. */
export function tidyAll<Result>(compute: () => Result): Result {
  tf.engine().startScope();
  try {
    return compute();
  } finally {
    tf.engine().endScope();
  }
}
