import { checkInferenceOptions, completeState, type Engine } from '@batchmates/engine';
import { inferenceProgram } from './inference-program.ts';
import { planNetwork } from './network-plan.ts';
import { computeOn, type Placement } from './placement.ts';
import { ProgramState } from './program-state.ts';

/** A TensorFlow.js backend that is ready to use. */
export interface Backend extends Placement {
  /** The engine's name, e.g. `tfjs-wasm`. */
  readonly name: string;
  readonly description: string;
}

/** The `Engine` of a backend that is registered and initialised, without training and what only that needs. */
export function openInferenceEngine({ name, description, ...placement }: Backend): Engine {
  const engine: Engine = {
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
  };
  return engine;
}
