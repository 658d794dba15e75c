import { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { wasmKernels } from '../kernels/wasm-kernels.ts';
import type { Backend } from '../open-inference-engine.ts';

/** Initialises the WebAssembly backend; throws when its module cannot be started. */
export async function startWasm(): Promise<Backend> {
  if (!(await tf.setBackend('wasm'))) throw new Error('its WebAssembly module could not be started');
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return {
    name: 'tfjs-wasm',
    description: `TensorFlow.js ${tf.version_core}, WebAssembly${simd === true ? ' with SIMD' : ''}`,
    backend: 'wasm',
    kernels: wasmKernels,
    threads: getThreadsCount(),
  };
}
