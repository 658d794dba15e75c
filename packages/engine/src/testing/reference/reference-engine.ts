import { batchNorms, inferShapes, parameterSpecs, type Network } from '@batchmates/network';
import {
  checkInferenceOptions,
  checkImages,
  checkStatistics,
  checkTrainingBatch,
  checkTrainingOptions,
  checkValuesPerChannel,
} from '../../check-arguments.ts';
import { completeState } from '../../complete-state.ts';
import type { InferenceProgram, TrainingEngine, TrainingOptions, TrainingProgram } from '../../engine.ts';
import { frozenParameters } from '../../freeze-batch-norm.ts';
import { initialState } from '../../initial-state.ts';
import { copyState, type State } from '../../state.ts';
import { slotName, STEP_COUNT } from '../../state-specs.ts';
import { followBatch, runningMoments } from '../../statistics.ts';
import { softmax } from './cross-entropy.ts';
import { differentiate } from './differentiate.ts';
import { forward, known } from './forward.ts';
import { updateParameter } from './update.ts';

/**
 * An engine that follows the definitions in float64, loop by loop, and keeps its state in float32 as all engines
 * do: the oracle the others are compared with. Slow; for tiny networks.
 */
export const referenceEngine: TrainingEngine = {
  name: 'reference',
  description: 'float64 loops in TypeScript',
  precisions: ['f32'],
  compileInference: async (network, options) => {
    checkInferenceOptions(referenceEngine, network, options);
    inferShapes(network);
    const state = copyState(completeState(network, undefined, options.state));
    return inferenceProgram(network, () => state);
  },
  compileTraining: async (network, options) => {
    checkTrainingOptions(referenceEngine, network, options);
    return trainingProgram(network, options);
  },
};

function inferenceProgram(network: Network, state: () => State): InferenceProgram {
  const values = () => valuesOf(state());
  return {
    precision: 'f32',
    threads: 1,
    infer: async (images, statistics) => {
      checkStatistics(network, checkImages(network, images), statistics);
      const { logits } = forward(network, values(), images, { statistics, training: false });
      return Float32Array.from(softmax(logits).data);
    },
    moments: async (images) => {
      checkValuesPerChannel(network, checkImages(network, images));
      const batch = { statistics: { kind: 'batch' }, training: false } as const;
      const { moments } = forward(network, values(), images, batch);
      return new Map(
        [...moments].map(([name, { mean, variance }]) => [
          name,
          { mean: Float32Array.from(mean), variance: Float32Array.from(variance) },
        ]),
      );
    },
    dispose: async () => undefined,
  };
}

function trainingProgram(
  network: Network,
  { batchSize, optimizer, seed, freezeBatchNorm }: TrainingOptions,
): TrainingProgram {
  const frozen = frozenParameters(network, freezeBatchNorm);
  const statistics = { kind: freezeBatchNorm === undefined ? 'batch' : 'running' } as const;
  let state = copyState(initialState(network, seed, optimizer));
  const data = (name: string) => known(state, name).data;
  return {
    ...inferenceProgram(network, () => state),
    trainStep: async (images, labels, learningRate) => {
      checkTrainingBatch(network, batchSize, { images, labels, learningRate });
      const { loss, logits, gradients, moments } = differentiate(
        network,
        valuesOf(state),
        { images, labels },
        statistics,
      );
      const count = (state.get(STEP_COUNT)?.data[0] ?? 0) + 1;
      state.get(STEP_COUNT)?.data.fill(count);
      for (const { name, role } of parameterSpecs(network)) {
        if (frozen.has(name)) continue;
        const storage = {
          value: data(name),
          velocity: state.get(slotName('velocity', name))?.data,
          squareAverage: state.get(slotName('square_average', name))?.data,
        };
        const decays = role === 'weight';
        updateParameter(optimizer, storage, {
          gradients: known(gradients, name),
          decays,
          learningRate,
          count,
        });
      }
      for (const { name, momentum } of freezeBatchNorm === undefined ? batchNorms(network) : []) {
        followBatch(runningMoments(name, data), known(moments, name), momentum);
      }
      return { loss, logits: Float32Array.from(logits) };
    },
    readState: async () => copyState(state),
    writeState: async (given) => {
      state = copyState(completeState(network, optimizer, given));
    },
  };
}

function valuesOf(state: State): ReadonlyMap<string, Float32Array> {
  return new Map([...state].map(([name, { data }]) => [name, data]));
}
