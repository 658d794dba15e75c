import type { Optimizer } from '@batchmates/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { match } from 'ts-pattern';

/** All parameters and the optimizer's slots as flat vectors of equal length; absent where the optimizer has none. */
export interface OptimizerVectors {
  readonly parameters: Tensor1D;
  readonly velocity?: Tensor1D | undefined;
  readonly square_average?: Tensor1D | undefined;
}

/** What one update is made with. */
export interface UpdateOptions {
  readonly optimizer: Optimizer;
  /** dL/d(parameters) before weight decay. */
  readonly gradient: Tensor1D;
  /** Weight decay of every parameter: the optimizer's for weights, 0 elsewhere; absent when it is 0. */
  readonly decay: Tensor1D | undefined;
  readonly learningRate: number;
  /** Steps taken, this one included. */
  readonly count: number;
}

/** The update rules of `Optimizer`, on the vector of all parameters at once. Call within a `tidy`. */
export function optimizerUpdate(before: OptimizerVectors, options: UpdateOptions): OptimizerVectors {
  const { optimizer, learningRate, decay } = options;
  const { parameters } = before;
  const gradient: Tensor1D =
    decay === undefined ? options.gradient : tf.add(options.gradient, tf.mul(decay, parameters));
  return match(optimizer)
    .with({ kind: 'sgd' }, ({ momentum }) => {
      const velocity = accelerate(momentum, before.velocity, gradient);
      return { parameters: move(parameters, velocity, learningRate), velocity: kept(momentum, velocity) };
    })
    .with({ kind: 'rmsprop' }, ({ decay: keep, momentum, epsilon, start }) => {
      const old = tf.mul<Tensor1D>(before.square_average as Tensor1D, keep);
      const average = tf.add<Tensor1D>(old, tf.mul(tf.square(gradient), 1 - keep));
      const unbiased = start === 'ones' ? average : tf.div<Tensor1D>(average, 1 - keep ** options.count);
      const direction = tf.div<Tensor1D>(gradient, tf.add(tf.sqrt(unbiased), epsilon));
      const velocity = accelerate(momentum, before.velocity, direction);
      return {
        parameters: move(parameters, velocity, learningRate),
        velocity: kept(momentum, velocity),
        square_average: average,
      };
    })
    .exhaustive();
}

function accelerate(momentum: number, velocity: Tensor1D | undefined, direction: Tensor1D): Tensor1D {
  return velocity === undefined ? direction : tf.add(tf.mul(velocity, momentum), direction);
}

function move(parameters: Tensor1D, velocity: Tensor1D, learningRate: number): Tensor1D {
  return tf.sub(parameters, tf.mul(velocity, learningRate));
}

/** Without momentum there is no velocity to remember. */
function kept(momentum: number, velocity: Tensor1D): Tensor1D | undefined {
  return momentum > 0 ? velocity : undefined;
}
