import { describeEngine } from '@batchmates/engine/testing';
import { load } from './load.ts';

describeEngine({ name: 'onnxruntime', engine: load, purpose: 'inference', precision: 'f32' });
describeEngine({ name: 'onnxruntime', engine: load, purpose: 'inference', precision: 'f32', threads: 2 });
