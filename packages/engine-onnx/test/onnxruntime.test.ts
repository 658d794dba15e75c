import { describeEngine } from '@batchmates/engine/testing';
import { describe } from 'vitest';
import { onnxruntimeCandidates } from '../src/index.ts';
import { load } from './load.ts';

const native = () => load('onnxruntime');
describeEngine({ name: 'onnxruntime', engine: native, purpose: 'inference', precision: 'f32' });
describeEngine({ name: 'onnxruntime', engine: native, purpose: 'inference', precision: 'f32', threads: 2 });

const [, wasm] = await Promise.all(onnxruntimeCandidates.map((candidate) => candidate.probe()));
describe.skipIf(!wasm!.available)('in WebAssembly (skipped where onnxruntime-web is not installed)', () => {
  const engine = () => load('onnxruntime-wasm');
  describeEngine({ name: 'onnxruntime-wasm', engine, purpose: 'inference', precision: 'f32' });
});
