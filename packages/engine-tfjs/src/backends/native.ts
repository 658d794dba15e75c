import type { TrainingEngine } from '@batchmates/engine';
import * as tf from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import util from 'node:util';
import { nativeKernels } from '../kernels/native-kernels.ts';
import { openEngine } from '../open-engine.ts';

/** Initialises the native library from the package in `folder`. */
export async function loadNative(name: string, folder: string): Promise<TrainingEngine> {
  // The package calls this function, which Node 23 removed.
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value === undefined || value === null });
  // Without this the library prints its instruction sets on standard error.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  createRequire(import.meta.url)(folder);
  if (!(await tf.setBackend('tensorflow'))) throw new Error('its backend could not be started');
  const { isUsingGpuDevice } = tf.backend() as { isUsingGpuDevice?: boolean };
  return openEngine({
    name,
    description: `TensorFlow.js ${tf.version_core}, native TensorFlow on the ${isUsingGpuDevice === true ? 'GPU' : 'CPU'}`,
    backend: 'tensorflow',
    kernels: nativeKernels,
    threads: availableParallelism(),
  });
}
