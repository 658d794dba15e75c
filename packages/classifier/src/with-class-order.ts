import type { Checkpoint } from '@batchmates/checkpoint';
import type { Tensor } from '@batchmates/engine';

/**
 * The checkpoint with its outputs in the order of these class names, which are its own in another order: the rows of the last layer, and what an
 * optimizer keeps of them, change places.
 */
export function withClassOrder(checkpoint: Checkpoint, classNames: readonly string[]): Checkpoint {
  const rows = classNames.map((name) => checkpoint.classNames.indexOf(name));
  const last = checkpoint.network.layers.at(-1)!.name;
  const ofOutputs = new Set([`${last}.weight`, `${last}.bias`]);
  const state = [...checkpoint.state].map(([name, tensor]) => {
    const parameter = name.replace(/^optimizer\.[^.]+\./, '');
    return [name, ofOutputs.has(parameter) ? reorder(tensor, rows) : tensor] as const;
  });
  return { ...checkpoint, classNames: [...classNames], state: new Map(state) };
}

/** Row `rows[i]` becomes row `i`. */
function reorder({ shape, data }: Tensor, rows: readonly number[]): Tensor {
  const length = data.length / rows.length;
  const reordered = new Float32Array(data.length);
  rows.forEach((row, i) => reordered.set(data.subarray(row * length, (row + 1) * length), i * length));
  return { shape, data: reordered };
}
