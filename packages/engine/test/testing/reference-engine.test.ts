import { describeEngine, referenceEngine } from '../../src/testing/index.ts';

describeEngine({ name: 'reference', engine: async () => referenceEngine, precision: 'f32' });
