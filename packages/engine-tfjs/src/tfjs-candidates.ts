import type { EngineCandidate } from '@batchmates/engine';
import { cpuCandidate } from './candidates/cpu.ts';
import { nativeCandidate } from './candidates/native.ts';
import { wasmCandidate } from './candidates/wasm.ts';

/** Every way to run on TensorFlow.js, the fastest first: that on a graphics card. Importing this loads none of them. */
export const tfjsCandidates: readonly [EngineCandidate, ...EngineCandidate[]] = [
  nativeCandidate({ name: 'tfjs-node-gpu', package: '@tensorflow/tfjs-node-gpu', gpu: true }),
  nativeCandidate({ name: 'tfjs-node', package: '@tensorflow/tfjs-node', gpu: false }),
  wasmCandidate,
  cpuCandidate,
];
