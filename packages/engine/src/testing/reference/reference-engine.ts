import { parameterSpecs, type Network } from '@batchmates/network';
import {
  checkCompileOptions,
  checkImages,
  checkStatistics,
  checkTrainingBatch,
} from '../../check-arguments.ts';
import { completeState } from '../../complete-state.ts';
import type { CompileOptions, Engine, Program } from '../../engine.ts';
import { initialState } from '../../initial-state.ts';
import type { State, Tensor } from '../../state.ts';
import { slotName, STEP_COUNT } from '../../state-specs.ts';
import type { ChannelMoments } from '../../statistics.ts';
import { softmax } from './cross-entropy.ts';
import { differentiate } from './differentiate.ts';
import type { ReferenceMoments } from './evaluation.ts';
import { at } from './feature-map.ts';
import { forward, known } from './forward.ts';
import { updateParameter } from './update.ts';

/**
 * An engine that follows the definitions in float64, loop by loop, and keeps its state in float32 as all engines
 * do: the oracle the others are compared with. Slow; for tiny networks.
 */
export const referenceEngine: Engine = {
  name: 'reference',
  description: 'float64 loops in TypeScript',
  precisions: ['f32'],
  compile: async (network, options) => {
    checkCompileOptions(referenceEngine, options);
    return openProgram(network, options);
  },
};

function openProgram(network: Network, { batchSize, optimizer, seed }: CompileOptions): Program {
  let state = copyOf(initialState(network, seed, optimizer));
  const values = () => new Map([...state].map(([name, { data }]) => [name, data]));
  const data = (name: string) => known(state, name).data;
  return {
    network,
    precision: 'f32',
    threads: 1,
    trainStep: async (images, labels, learningRate) => {
      checkTrainingBatch(network, batchSize, { images, labels, learningRate });
      const { loss, logits, gradients, moments } = differentiate(network, values(), { images, labels });
      const count = (state.get(STEP_COUNT)?.data[0] ?? 0) + 1;
      state.get(STEP_COUNT)?.data.fill(count);
      for (const { name, role } of parameterSpecs(network)) {
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
      updateRunning(network, data, moments);
      return { loss, logits: Float32Array.from(logits) };
    },
    infer: async (images, statistics) => {
      checkImages(network, images);
      checkStatistics(network, statistics);
      return Float32Array.from(softmax(forward(network, values(), images, statistics).logits).data);
    },
    moments: async (images) => {
      checkImages(network, images);
      return new Map(
        [...forward(network, values(), images).moments].map(([name, m]) => [name, toFloat32(m)]),
      );
    },
    readState: async () => copyOf(state),
    writeState: async (given) => {
      state = copyOf(completeState(network, optimizer, given));
    },
    dispose: async () => {
      state = new Map();
    },
  };
}

function updateRunning(
  network: Network,
  data: (name: string) => Float32Array,
  moments: ReadonlyMap<string, ReferenceMoments>,
): void {
  const blend = (running: Float32Array, batch: Float64Array, momentum: number) =>
    running.forEach((old, c) => (running[c] = (1 - momentum) * old + momentum * at(batch, c)));
  for (const layer of network.layers) {
    if (layer.kind !== 'batchNorm') continue;
    const { mean, variance } = known(moments, layer.name);
    blend(data(`${layer.name}.running_mean`), mean, layer.momentum);
    blend(data(`${layer.name}.running_var`), variance, layer.momentum);
  }
}

function toFloat32({ mean, variance }: ReferenceMoments): ChannelMoments {
  return { mean: Float32Array.from(mean), variance: Float32Array.from(variance) };
}

function copyOf(state: State): State {
  return new Map(
    [...state].map(([name, { shape, data }]): [string, Tensor] => [name, { shape, data: data.slice() }]),
  );
}
