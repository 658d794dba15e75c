import {
  checkInferenceOptions,
  checkTrainingOptions,
  completeState,
  type TrainingEngine,
} from '@batchmates/engine';
import { inferenceProgram } from './inference-program.ts';
import { planNetwork } from './network-plan.ts';
import { computeOn, type Placement } from './placement.ts';
import { ProgramState } from './program-state.ts';
import { trainingProgram } from './training-program.ts';

/** A TensorFlow.js backend that is ready to use. */
export interface Backend extends Placement {
  /** The engine's name, e.g. `tfjs-wasm`. */
  readonly name: string;
  readonly description: string;
}

/** The `Engine` of a backend that is registered and initialised. */
export function openEngine({ name, description, ...placement }: Backend): TrainingEngine {
  const engine: TrainingEngine = {
    name,
    description,
    precisions: ['f32'],
    compileInference: async (network, options) => {
      checkInferenceOptions(engine, network, options);
      const plan = planNetwork(network);
      const state = new ProgramState(network);
      const complete = completeState(network, undefined, options.state);
      await computeOn(placement, () => state.write(complete));
      return inferenceProgram(plan, state, placement);
    },
    compileTraining: async (network, options) => {
      checkTrainingOptions(engine, network, options);
      return trainingProgram(planNetwork(network), options, placement);
    },
  };
  return engine;
}
