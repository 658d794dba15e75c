import { checkCompileOptions, type Engine } from '@batchmates/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Kernels } from './kernels/kernels.ts';
import { openProgram } from './program.ts';

/** A TensorFlow.js backend that is ready to use. */
export interface Backend {
  /** The engine's name, e.g. `tfjs-wasm`. */
  readonly name: string;
  readonly description: string;
  /** The name under which the library knows it. */
  readonly backend: string;
  readonly kernels: Kernels;
  /** Threads it computes with; programs cannot choose. */
  readonly threads: number;
}

/** Puts the engine contract before a backend that is registered and initialised. */
export function openEngine({ name, description, backend, kernels, threads }: Backend): Engine {
  const placement = {
    kernels,
    threads,
    isActive: () => tf.getBackend() === backend,
    activate: async () => {
      await tf.setBackend(backend);
    },
  };
  const engine: Engine = {
    name,
    description,
    precisions: ['f32'],
    compile: async (network, options) => {
      checkCompileOptions(engine, options);
      return openProgram(network, options, placement);
    },
  };
  return engine;
}
