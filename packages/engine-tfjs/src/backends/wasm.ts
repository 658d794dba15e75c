import type { TrainingEngine } from '@batchmates/engine';
import { openEngine } from '../open-engine.ts';
import { startWasm } from './start-wasm.ts';

/** The engine of the WebAssembly backend, from the files of its package. */
export async function loadWasm(): Promise<TrainingEngine> {
  return openEngine(await keepingListeners(startWasm));
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
