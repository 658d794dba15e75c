import { biasCorrection, type Optimizer } from '@batchmates/engine';
import { elements } from '@batchmates/network';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { match } from 'ts-pattern';
import type { FlatTensors } from './flat-tensors.ts';
import type { ParameterGroup, ProgramState } from './program-state.ts';

/** What a step is made with. */
export interface StepOptions {
  readonly optimizer: Optimizer;
  /** dL/d(parameter) by name, in the library's layout; an absent one is 0. */
  readonly gradients: ReadonlyMap<string, Tensor>;
  readonly learningRate: number;
}

/** One step of the optimizer, a handful of operations for all parameters together. Call within a `tidy`. */
export function optimizerStep(
  state: ProgramState,
  { optimizer, gradients, learningRate }: StepOptions,
): void {
  state.steps += 1;
  for (const group of state.groups) {
    if (group.values.parts.length === 0 || group.frozen) continue;
    const { values, decays, slots } = group;
    const gradient = endToEnd(values, gradients);
    const { weightDecay } = optimizer;
    const pulled =
      decays && weightDecay > 0 ? tf.add<Tensor1D>(gradient, tf.mul(values.flat, weightDecay)) : gradient;
    const direction = match(optimizer)
      .with({ kind: 'sgd' }, () => pulled)
      .with({ kind: 'rmsprop' }, (rule) => normalized(pulled, group, rule, biasCorrection(rule, state.steps)))
      .exhaustive();
    const velocity = slots.get('velocity');
    const speed =
      velocity === undefined
        ? direction
        : tf.add<Tensor1D>(tf.mul(velocity.flat, optimizer.momentum), direction);
    const moved = tf.sub<Tensor1D>(values.flat, tf.mul(speed, learningRate));
    velocity?.replace(speed);
    values.replace(moved);
  }
}

/** `s = decay * s + (1 - decay) * g^2; g / (sqrt(s * correction) + epsilon)` */
function normalized(
  gradient: Tensor1D,
  { slots }: ParameterGroup,
  { decay, epsilon }: Extract<Optimizer, { kind: 'rmsprop' }>,
  correction: number,
): Tensor1D {
  const average = slots.get('square_average');
  if (average === undefined) throw new Error('internal: RMSProp without its average');
  const square = tf.add<Tensor1D>(tf.mul(average.flat, decay), tf.mul(tf.square(gradient), 1 - decay));
  average.replace(square);
  const corrected = correction === 1 ? square : tf.mul<Tensor1D>(square, correction);
  return tf.div(gradient, tf.add(tf.sqrt(corrected), epsilon));
}

/** Gradients as `values` lays its parts. */
function endToEnd({ parts }: FlatTensors, gradients: ReadonlyMap<string, Tensor>): Tensor1D {
  const vectors = parts.map(({ name, shape }): Tensor1D => {
    const gradient = gradients.get(name);
    if (gradient === undefined) return tf.zeros([elements(shape)]);
    return gradient.rank === 1 ? (gradient as Tensor1D) : tf.reshape(gradient, [gradient.size]);
  });
  return vectors.length === 1 ? vectors[0]! : tf.concat1d(vectors);
}
