import type { Tensor as StateTensor } from '@batchmates/engine';
import { elements } from '@batchmates/network';

/**
 * Weights stand in the state as `[out, in, height, width]` or `[out, in]`; the library wants
 * `[height, width, in, out]` or `[in, out]`. Vectors are the same in both.
 */
export function libraryShape(canonical: readonly number[]): number[] {
  const [outputs = 1, inputs, ...window] = canonical;
  return inputs === undefined ? [outputs] : [...window, inputs, outputs];
}

/** A copy of a weight in the library's layout. */
export function toLibrary({ shape, data }: StateTensor): Float32Array {
  const [outputs = 1, inputs = 1, ...window] = shape;
  const area = elements(window);
  const result = new Float32Array(data.length);
  let index = 0;
  for (let tap = 0; tap < area; tap++) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++) {
        result[index++] = data[(output * inputs + input) * area + tap]!;
      }
    }
  }
  return result;
}

/** A copy of values in the library's layout as canonical ones of `shape`. */
export function toCanonical(shape: readonly number[], values: ArrayLike<number>): Float32Array {
  const [outputs = 1, inputs = 1, ...window] = shape;
  const area = elements(window);
  const result = new Float32Array(values.length);
  let index = 0;
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      for (let tap = 0; tap < area; tap++) {
        result[index++] = values[(tap * inputs + input) * outputs + output]!;
      }
    }
  }
  return result;
}
