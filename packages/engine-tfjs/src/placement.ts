import * as tf from '@tensorflow/tfjs-core';
import type { Kernels } from './kernels/kernels.ts';
import { tidy } from './tidy.ts';

/** Where a program runs. */
export interface Placement {
  readonly kernels: Kernels;
  /** Threads that the backend really uses; programs cannot choose. */
  readonly threads: number;
  /** The name under which the library knows the backend; programs of several may live side by side. */
  readonly backend: string;
}

/**
 * Computes in one go, within a `tidy`, on the given backend. Lets timers, messages and signals through first: a step
 * keeps the thread busy for long.
 */
export async function computeOn<Result>({ backend }: Placement, compute: () => Result): Promise<Result> {
  await nextTurn();
  // Asked again after every wait, since another program may have had its turn.
  while (tf.getBackend() !== backend) await tf.setBackend(backend);
  return tidy(compute);
}

/** Browsers have no `setImmediate`, and Node's `setTimeout` waits for a millisecond. */
const nextTurn: () => Promise<void> =
  typeof setImmediate === 'function'
    ? () => new Promise((resolve) => setImmediate(resolve))
    : () => new Promise((resolve) => setTimeout(resolve));
