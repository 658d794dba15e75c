import type { TrainingEngine } from '@batchmates/engine';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { genericKernels } from '../kernels/generic-kernels.ts';
import { openEngine } from '../open-engine.ts';

/** Initialises the plain JavaScript backend. */
export async function loadCpu(): Promise<TrainingEngine> {
  await tf.setBackend('cpu');
  // Its first use would print an advertisement for the native library, which `auto` has already tried.
  Object.assign(tf.backend(), { firstUse: false });
  return openEngine({
    name: 'tfjs-cpu',
    description: `TensorFlow.js ${tf.version_core}, plain JavaScript`,
    backend: 'cpu',
    kernels: genericKernels,
    threads: 1,
  });
}
