import type { EngineCandidate } from '@batchmates/engine';
import { cpuCandidate } from './candidates/cpu.ts';
import { wasmCandidate } from './candidates/wasm.ts';

/** Every way to run on TensorFlow.js, the fastest first. Importing this loads none of them. */
export const tfjsCandidates: readonly EngineCandidate[] = [wasmCandidate, cpuCandidate];
