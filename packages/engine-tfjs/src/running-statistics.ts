import { batchNorms, type Network } from '@batchmates/network';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import type { FlatTensors } from './flat-tensors.ts';
import type { MomentTensors } from './kernels/kernels.ts';

/**
 * Moves running moments towards those of a batch, `running = (1 - momentum) * running + momentum * batch`, those of all batch norms at
 * once. Call what it returns within a `tidy`.
 */
export function runningFollower(
  network: Network,
): (running: FlatTensors, moments: ReadonlyMap<string, MomentTensors>) => void {
  const norms = batchNorms(network);
  if (norms.length === 0) return () => undefined;
  const momenta = Float32Array.from(
    norms.flatMap(({ channels, momentum }) => Array.from({ length: 2 * channels }, () => momentum)),
  );
  return (running, moments) => {
    const batch = tf.concat1d(
      norms.flatMap(({ name }) => {
        const { mean, variance } = moments.get(name)!;
        return [mean, variance];
      }),
    );
    const step = tf.mul<Tensor1D>(tf.sub(batch, running.flat), tf.tensor1d(momenta));
    running.replace(tf.add(running.flat, step));
  };
}
