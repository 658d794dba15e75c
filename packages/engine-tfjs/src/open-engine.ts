import { checkTrainingOptions, type TrainingEngine } from '@batchmates/engine';
import { planNetwork } from './network-plan.ts';
import { openInferenceEngine, type Backend } from './open-inference-engine.ts';
import { trainingProgram } from './training-program.ts';

/** The `Engine` of a backend that is registered and initialised. */
export function openEngine(backend: Backend): TrainingEngine {
  const engine: TrainingEngine = {
    ...openInferenceEngine(backend),
    compileTraining: async (network, options) => {
      checkTrainingOptions(engine, network, options);
      return trainingProgram(planNetwork(network), options, backend);
    },
  };
  return engine;
}
