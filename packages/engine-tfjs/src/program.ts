import {
  checkImages,
  checkStatistics,
  checkTrainingBatch,
  initialState,
  type ChannelMoments,
  type CompileOptions,
  type Moments,
  type Program,
  type Statistics,
  type StepResult,
} from '@batchmates/engine';
import { batchNorms, type Network } from '@batchmates/network';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { setImmediate } from 'node:timers/promises';
import { match } from 'ts-pattern';
import { backwardPass } from './backward-pass.ts';
import { crossEntropy, softmax } from './cross-entropy.ts';
import { forwardPass, type PassOptions } from './forward-pass.ts';
import type { Kernels } from './kernels/kernels.ts';
import type { ChannelValues, LayerMoments } from './layers/layer.ts';
import { planNetwork } from './network-plan.ts';
import { tidy } from './tidy.ts';
import { trainingState, type TrainingState } from './training-state.ts';

/** Where a program runs. */
export interface Placement {
  readonly kernels: Kernels;
  /** Threads that the backend really uses. */
  readonly threads: number;
  /** Whether the backend is the library's current one; programs of several backends may live side by side. */
  isActive(): boolean;
  /** Makes it so. */
  activate(): Promise<void>;
}

/** Prepares a network; see `Program`. Each call of the program computes in one go, without letting others in. */
export function openProgram(
  network: Network,
  { batchSize, optimizer, seed }: CompileOptions,
  { kernels, threads, isActive, activate }: Placement,
): Program {
  const plan = planNetwork(network);
  const state = trainingState(network, optimizer, initialState(network, seed, optimizer));
  const options = (statistics: PassOptions['statistics'], training: boolean): PassOptions => {
    return { plan, kernels, state, statistics, training };
  };
  const byBatch = () => undefined;

  const train = (images: Float32Array, labels: ArrayLike<number>, learningRate: number): StepResult => {
    const pass = forwardPass(toMaps(network, images), options(byBatch, true));
    const logits = pass.logits.dataSync<'float32'>().slice();
    const { loss, gradient } = crossEntropy(logits, labels, network.classes);
    const gradients = backwardPass(plan, pass, tf.tensor4d(gradient, pass.logits.shape));
    state.update(gradients, learningRate);
    followBatch(network, state, pass.moments);
    return { loss, logits };
  };
  const infer = (images: Float32Array, statistics: Statistics): Float32Array => {
    const normalizers = normalizersOf(statistics, state);
    const { logits } = forwardPass(toMaps(network, images), options(normalizers, false));
    return Float32Array.from(softmax(logits.dataSync<'float32'>(), network.classes));
  };
  const moments = (images: Float32Array): Moments => {
    const pass = forwardPass(toMaps(network, images), options(byBatch, false));
    return new Map([...pass.moments].map(([name, { mean, variance }]) => [name, toFloat32(mean, variance)]));
  };
  /** Lets timers, messages and signals through first: a step keeps the thread busy for long. */
  const inTurn = async <Result>(compute: () => Result): Promise<Result> => {
    await setImmediate();
    // Asked again after every wait, since another program may have had its turn.
    while (!isActive()) await activate();
    return tidy(compute);
  };
  return {
    network,
    precision: 'f32',
    threads,
    async trainStep(images, labels, learningRate) {
      checkTrainingBatch(network, batchSize, { images, labels, learningRate });
      return inTurn(() => train(images, labels, learningRate));
    },
    async infer(images, statistics) {
      checkImages(network, images);
      checkStatistics(network, statistics);
      return inTurn(() => infer(images, statistics));
    },
    async moments(images) {
      checkImages(network, images);
      return batchNorms(network).length === 0 ? new Map() : inTurn(() => moments(images));
    },
    readState: async () => state.read(),
    writeState: async (given) => state.write(given),
    dispose: async () => state.dispose(),
  };
}

function toMaps({ input }: Network, images: Float32Array): Tensor4D {
  const { height, width, channels } = input;
  const count = images.length / (height * width * channels);
  return tf.tensor4d(images, [count, height, width, channels]);
}

function normalizersOf(statistics: Statistics, state: TrainingState): PassOptions['statistics'] {
  return match(statistics)
    .with({ kind: 'batch' }, () => () => undefined)
    .with({ kind: 'running' }, () => (name: string) => ({
      mean: state.values(`${name}.running_mean`),
      variance: state.values(`${name}.running_var`),
    }))
    .with(
      { kind: 'fixed' },
      ({ moments }) =>
        (name: string) =>
          moments.get(name),
    )
    .exhaustive();
}

function followBatch(
  network: Network,
  state: TrainingState,
  moments: ReadonlyMap<string, LayerMoments>,
): void {
  for (const layer of network.layers) {
    const batch = moments.get(layer.name);
    if (layer.kind === 'batchNorm' && batch !== undefined) state.follow(layer.name, batch, layer.momentum);
  }
}

function toFloat32(mean: ChannelValues, variance: ChannelValues): ChannelMoments {
  return { mean: Float32Array.from(mean), variance: Float32Array.from(variance) };
}
