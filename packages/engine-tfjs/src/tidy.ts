import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Frees every tensor that `compute` makes and does not `keep`, except the survivors of its result. `tf.tidy` would
 * search the result for tensors, through every element of its arrays of numbers.
 */
export function tidy<Result>(
  compute: () => Result,
  survivors: (result: Result) => readonly (Tensor | undefined)[] = () => [],
): Result {
  const library = tf.engine();
  library.startScope();
  let surviving: Tensor[] = [];
  try {
    const result = compute();
    surviving = survivors(result).filter((tensor) => tensor !== undefined);
    return result;
  } finally {
    library.endScope(surviving);
  }
}
