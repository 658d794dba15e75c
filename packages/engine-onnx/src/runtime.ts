import { createRequire } from 'node:module';
import type * as ort from 'onnxruntime-node';

/** The part of ONNX Runtime that both of its packages for Node have, as a value: it is loaded on first use. */
export type Runtime = Pick<typeof ort, 'InferenceSession' | 'Tensor' | 'env'>;

/** Where ONNX Runtime is found, and how it computes. */
export interface RuntimeSource {
  /** Of the engine. */
  readonly name: string;
  /** The package it is in, optional here. */
  readonly package: string;
  /** What it is called in the options of a session. */
  readonly provider: 'cpu' | 'wasm';
}

/** Whether its package is installed, as seen from a module. */
export function isInstalled({ package: name }: RuntimeSource, from: string): boolean {
  try {
    createRequire(from).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Loads it; throws where it has no binary for this platform, or one that does not load. */
export function loadRuntime({ package: name, provider }: RuntimeSource, from: string): Runtime {
  const runtime = createRequire(from)(name) as Runtime;
  // Its threads in WebAssembly are slower than none.
  if (provider === 'wasm') runtime.env.wasm.numThreads = 1;
  return runtime;
}
