import type { TrainingEngine } from '@batchmates/engine';
import { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { wasmKernels } from '../kernels/wasm-kernels.ts';
import { openEngine } from '../open-engine.ts';

/** Initialises the WebAssembly backend from the files of its package. */
export async function loadWasm(): Promise<TrainingEngine> {
  const ready = await keepingListeners(() => tf.setBackend('wasm'));
  if (!ready) throw new Error('its WebAssembly module could not be started');
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return openEngine({
    name: 'tfjs-wasm',
    description: `TensorFlow.js ${tf.version_core}, WebAssembly${simd === true ? ' with SIMD' : ''}`,
    backend: 'wasm',
    kernels: wasmKernels,
    threads: getThreadsCount(),
  });
}

/**
 * Runs `start` and takes off the process listeners it put on: those of the module would print its whole
 * source when any later error ends the process.
 */
async function keepingListeners<Result>(start: () => Promise<Result>): Promise<Result> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => new Set<unknown>(process.listeners(event as 'exit')));
  try {
    return await start();
  } finally {
    events.forEach((event, index) => {
      for (const listener of process.listeners(event as 'exit')) {
        if (before[index]?.has(listener) === false) process.off(event, listener);
      }
    });
  }
}
