import type { EngineCandidate } from '@batchmates/engine';

/** TensorFlow.js in plain JavaScript: always there, slow. */
export const cpuCandidate: EngineCandidate = {
  name: 'tfjs-cpu',
  probe: async () => ({
    available: true,
    description: 'TensorFlow.js, plain JavaScript',
    load: async () => (await import('../backends/cpu.ts')).loadCpu(),
  }),
};
