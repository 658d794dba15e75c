import { completeState, slotName, STEP_COUNT, type Optimizer, type State } from '@batchmates/engine';
import { parameterSpecs, type Network } from '@batchmates/network';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ChannelValues } from './layers/layer.ts';
import { updateParameter } from './optimizer-update.ts';
import { libraryShape, toCanonical, toLibrary } from './weight-layout.ts';

/**
 * Everything that training changes. The values live in canonical layout on the JavaScript side; tensors of the
 * weights are made when a pass first asks for them and kept until the next change, because the WebAssembly backend
 * packs a weight once per tensor.
 */
export interface TrainingState {
  /** A weight as a tensor in the library's layout. Belongs to the state. */
  weight(name: string): Tensor;
  /** The values of a parameter or statistic, in canonical layout; not to be written to. */
  values(name: string): Float32Array;
  /** One optimizer step; gradients are in the library's layout, an absent one is 0. */
  update(gradients: ReadonlyMap<string, ArrayLike<number>>, learningRate: number): void;
  /** Moves a batch norm's running moments towards a batch's by the share `momentum`. */
  follow(
    batchNorm: string,
    moments: { mean: ChannelValues; variance: ChannelValues },
    momentum: number,
  ): void;
  /** A copy. */
  read(): State;
  /** Throws `UserError`s when names or shapes are not the network's. */
  write(state: State): void;
  dispose(): void;
}

/** Opens the state of a network. */
export function trainingState(network: Network, optimizer: Optimizer, initial: State): TrainingState {
  let state = copyOf(completeState(network, optimizer, initial));
  const tensors = new Map<string, Tensor>();
  const forgetTensors = () => {
    for (const tensor of tensors.values()) tensor.dispose();
    tensors.clear();
  };
  const find = (name: string) => {
    const tensor = state.get(name);
    if (tensor === undefined) throw new Error(`internal: the state has no "${name}"`);
    return tensor;
  };
  return {
    weight(name) {
      const made = tensors.get(name);
      if (made !== undefined) return made;
      const weight = find(name);
      const tensor = tf.keep(tf.tensor(toLibrary(weight), libraryShape(weight.shape)));
      tensors.set(name, tensor);
      return tensor;
    },
    values: (name) => find(name).data,
    update(gradients, learningRate) {
      const count = (state.get(STEP_COUNT)?.data[0] ?? 0) + 1;
      state.get(STEP_COUNT)?.data.fill(count);
      for (const { name, role, shape } of parameterSpecs(network)) {
        const slots = {
          value: find(name).data,
          velocity: state.get(slotName('velocity', name))?.data,
          squareAverage: state.get(slotName('square_average', name))?.data,
        };
        const gradient = toCanonical(shape, gradients.get(name) ?? new Float32Array(slots.value.length));
        const weightDecay = role === 'weight' ? optimizer.weightDecay : 0;
        updateParameter(optimizer, slots, { gradient, weightDecay, learningRate, count });
      }
      forgetTensors();
    },
    follow(batchNorm, { mean, variance }, momentum) {
      blend(find(`${batchNorm}.running_mean`).data, mean, momentum);
      blend(find(`${batchNorm}.running_var`).data, variance, momentum);
    },
    read: () => copyOf(state),
    write(given) {
      state = copyOf(completeState(network, optimizer, given));
      forgetTensors();
    },
    dispose: forgetTensors,
  };
}

function blend(running: Float32Array, batch: ChannelValues, momentum: number): void {
  running.forEach((old, c) => (running[c] = (1 - momentum) * old + momentum * (batch[c] ?? NaN)));
}

function copyOf(state: State): State {
  return new Map(
    [...state].map(([name, { shape, data }]) => [name, { shape: [...shape], data: data.slice() }]),
  );
}
