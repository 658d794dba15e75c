import {
  checkImages,
  checkStatistics,
  checkTrainingBatch,
  completeState,
  initialState,
  type CompileOptions,
  type Moments,
  type Program,
  type Statistics,
  type StepResult,
} from '@batchmates/engine';
import { batchNorms, type Network } from '@batchmates/model-zoo';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { setImmediate } from 'node:timers/promises';
import { match } from 'ts-pattern';
import { backwardPass } from './backward-pass.ts';
import { crossEntropy, softmax } from './cross-entropy.ts';
import { forwardPass, type PassOptions } from './forward-pass.ts';
import type { Kernels } from './kernels/kernels.ts';
import type { MomentTensors } from './layers/layer.ts';
import { planNetwork } from './network-plan.ts';
import { stateVectors } from './state-vectors.ts';
import { tidyAll } from './tidy.ts';

/** Where a program runs. */
export interface Placement {
  readonly kernels: Kernels;
  /** Threads that the backend really uses. */
  readonly threads: number;
  /** Makes the backend the library's current one; programs of several backends may live side by side. */
  activate(): void;
}

/** Prepares a network; see `Program`. Each call of the program computes in one go, without letting others in. */
export function openProgram(
  network: Network,
  { batchSize, optimizer, seed }: CompileOptions,
  { kernels, threads, activate }: Placement,
): Program {
  const plan = planNetwork(network);
  activate();
  const state = stateVectors(network, optimizer, initialState(network, seed, optimizer));
  const { parameter } = state;
  const options = (statistics: PassOptions['statistics'], training: boolean): PassOptions => {
    return { plan, kernels, parameter, statistics, training };
  };
  const byBatch = () => undefined;

  const train = (images: Float32Array, labels: ArrayLike<number>, learningRate: number): StepResult => {
    const pass = forwardPass(toMaps(network, images), options(byBatch, true));
    const logits = pass.logits.dataSync<'float32'>().slice();
    const { loss, gradient } = crossEntropy(logits, labels, network.classes);
    const gradients = backwardPass(plan, pass, tf.tensor4d(gradient, pass.logits.shape));
    state.update(gradients, learningRate);
    state.follow(pass.moments);
    return { loss, logits };
  };
  const infer = (images: Float32Array, statistics: Statistics): Float32Array => {
    const normalizers = normalizersOf(statistics, state.running);
    const { logits } = forwardPass(toMaps(network, images), options(normalizers, false));
    return Float32Array.from(softmax(logits.dataSync<'float32'>(), network.classes));
  };
  const moments = (images: Float32Array): Moments => {
    const pass = forwardPass(toMaps(network, images), options(byBatch, false));
    const values = ({ mean, variance }: MomentTensors) => ({
      mean: mean.dataSync<'float32'>().slice(),
      variance: variance.dataSync<'float32'>().slice(),
    });
    return new Map([...pass.moments].map(([name, tensors]) => [name, values(tensors)]));
  };
  /** Lets timers, messages and signals through first: a step keeps the thread busy for long. */
  const inTurn = async <Result>(compute: () => Result): Promise<Result> => {
    await setImmediate();
    activate();
    return tidyAll(compute);
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
    readState: () => inTurn(() => state.read()),
    async writeState(given) {
      const whole = completeState(network, optimizer, given);
      return inTurn(() => state.write(whole));
    },
    dispose: () => inTurn(() => state.dispose()),
  };
}

function toMaps({ input }: Network, images: Float32Array): Tensor4D {
  const { height, width, channels } = input;
  const count = images.length / (height * width * channels);
  return tf.tensor4d(images, [count, height, width, channels]);
}

function normalizersOf(
  statistics: Statistics,
  running: (batchNorm: string) => MomentTensors,
): PassOptions['statistics'] {
  return match(statistics)
    .with({ kind: 'batch' }, () => () => undefined)
    .with({ kind: 'running' }, () => running)
    .with({ kind: 'fixed' }, ({ moments }) => (name: string) => {
      const given = moments.get(name);
      if (given === undefined) throw new Error(`internal: unchecked statistics lack "${name}"`);
      return { mean: tf.tensor1d(given.mean), variance: tf.tensor1d(given.variance) };
    })
    .exhaustive();
}
