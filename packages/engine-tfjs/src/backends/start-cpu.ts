import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { genericKernels } from '../kernels/generic-kernels.ts';
import type { Backend } from '../open-inference-engine.ts';

/** Initialises the plain JavaScript backend. */
export async function startCpu(): Promise<Backend> {
  await tf.setBackend('cpu');
  // Its first use would print an advertisement for the native library, which `auto` has already tried.
  Object.assign(tf.backend(), { firstUse: false });
  return {
    name: 'tfjs-cpu',
    description: `TensorFlow.js ${tf.version_core}, plain JavaScript`,
    backend: 'cpu',
    kernels: genericKernels,
    threads: 1,
  };
}
