import type { EngineCandidate } from '@batchmates/engine';

/** TensorFlow.js compiled to WebAssembly (XNNPACK): runs wherever Node does. */
export const wasmCandidate: EngineCandidate = {
  name: 'tfjs-wasm',
  probe: async () =>
    'WebAssembly' in globalThis
      ? {
          available: true,
          description: 'TensorFlow.js, WebAssembly',
          load: async () => (await import('../backends/wasm.ts')).loadWasm(),
        }
      : { available: false, reason: 'this JavaScript runtime has no WebAssembly' },
};
