import { createProvider, type Engine } from '../../src/index.ts';
import { describeEngine, referenceEngine } from '../../src/testing/index.ts';

describeEngine({ name: 'reference', engine: async () => referenceEngine, precision: 'f32' });

const { compileTraining: _, ...rest } = referenceEngine;
const inferenceOnly: Engine = { ...rest, name: 'reference for inference' };

/** An engine that can only infer goes through the provider and its part of the suite. */
describeEngine({
  name: inferenceOnly.name,
  purpose: 'inference',
  precision: 'f32',
  engine: async () => {
    const load = async () => inferenceOnly;
    const probe = async () => ({ available: true as const, description: inferenceOnly.description, load });
    const provider = createProvider([{ name: inferenceOnly.name, probe }]);
    return (await provider.select({ engine: 'auto', precision: 'auto', purpose: 'inference' })).engine;
  },
});
