import type { Engine } from '@batchmates/engine';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { startWasm } from './backends/start-wasm.ts';
import { openInferenceEngine } from './open-inference-engine.ts';

/**
 * The engine `tfjs-wasm` in a browser or a worker of it, for inference. `folder` is the URL, with a slash at its end, of a folder with
 * `tfjs-backend-wasm.wasm` and `tfjs-backend-wasm-simd.wasm` of `@tensorflow/tfjs-backend-wasm/dist`. Throws when the module cannot be started.
 */
export async function openWasmInBrowser(folder: string): Promise<Engine> {
  // Threads would need workers from `blob:` addresses and a page that is isolated from all others.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(folder);
  return openInferenceEngine(await startWasm());
}

/** The engine `tfjs-cpu` in a browser, for inference: plain JavaScript, where there is no WebAssembly. */
export async function openCpuInBrowser(): Promise<Engine> {
  const { startCpu } = await import('./backends/start-cpu.ts');
  return openInferenceEngine(await startCpu());
}
