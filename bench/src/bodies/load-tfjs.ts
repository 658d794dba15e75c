import { createProvider, type TrainingEngine } from '@batchmates/engine';
import { tfjsCandidates } from '@batchmates/engine-tfjs';

/** The best TensorFlow.js that is usable here; throws a `UserError` when there is none. */
export async function loadTfjs(engine = 'auto'): Promise<TrainingEngine> {
  const provider = createProvider(tfjsCandidates);
  return (await provider.select({ engine, precision: 'f32', purpose: 'training' })).engine;
}
