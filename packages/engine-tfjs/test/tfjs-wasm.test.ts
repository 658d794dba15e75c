import { describeEngine } from '@batchmates/engine/testing';
import { memory } from '@tensorflow/tfjs-core';
import { loadWasm } from '../src/backends/wasm.ts';

describeEngine({
  name: 'tfjs-wasm',
  engine: loadWasm,
  precision: 'f32',
  liveTensors: () => memory().numTensors,
});
