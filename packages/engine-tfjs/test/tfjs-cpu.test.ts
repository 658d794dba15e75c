import { describeEngine } from '@batchmates/engine/testing';
import { memory } from '@tensorflow/tfjs-core';
import { loadCpu } from '../src/backends/cpu.ts';

describeEngine({
  name: 'tfjs-cpu',
  engine: loadCpu,
  precision: 'f32',
  liveTensors: () => memory().numTensors,
});
