import type { TrainingEngine } from '@batchmates/engine';
import { allottedCores } from '@batchmates/errors';
import * as tf from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import util from 'node:util';
import { nativeEnvironment } from '../candidates/native-environment.ts';
import { nativeKernels } from '../kernels/native-kernels.ts';
import { openEngine } from '../open-engine.ts';

/** Initialises the native library from the package in `folder`. */
export async function loadNative(name: string, folder: string): Promise<TrainingEngine> {
  // The package calls this function, which Node 23 removed.
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value === undefined || value === null });
  Object.assign(process.env, nativeEnvironment(process.env));
  // Else it warns that it takes the place of the platform that is set.
  tf.enableProdMode();
  createRequire(import.meta.url)(folder);
  if (!(await tf.setBackend('tensorflow'))) throw new Error('its backend could not be started');
  const { isUsingGpuDevice, binding } = tf.backend() as {
    isUsingGpuDevice?: boolean;
    binding?: { TF_Version?: string };
  };
  return openEngine({
    name,
    description: `TensorFlow.js ${tf.version_core}, TensorFlow ${binding?.TF_Version ?? ''} on the ${isUsingGpuDevice === true ? 'GPU' : 'CPU'}`,
    backend: 'tensorflow',
    kernels: nativeKernels,
    // Where the user says 0, TensorFlow chooses.
    threads: Number(process.env['TF_NUM_INTRAOP_THREADS']) || allottedCores(),
  });
}
