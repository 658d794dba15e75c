import { match } from 'ts-pattern';
import type { Optimizer } from '../../optimizer.ts';
import { at } from './feature-map.ts';

/** One element of one parameter with its slots. */
export interface Element {
  readonly value: number;
  readonly velocity: number;
  readonly squareAverage: number;
}

/** What one step of the optimizer on an element is computed from. */
export interface Step {
  /** dL/d(value), before weight decay. */
  readonly gradient: number;
  readonly decays: boolean;
  readonly learningRate: number;
  /** Steps taken, this one included. */
  readonly count: number;
}

/** The update rule of `Optimizer`, element by element in float64. */
function updateElement(optimizer: Optimizer, element: Element, step: Step): Element {
  const gradient = step.gradient + (step.decays ? optimizer.weightDecay * element.value : 0);
  return match(optimizer)
    .with({ kind: 'sgd' }, ({ momentum }) => {
      const velocity = momentum * element.velocity + gradient;
      return { ...element, velocity, value: element.value - step.learningRate * velocity };
    })
    .with({ kind: 'rmsprop' }, ({ decay, momentum, epsilon, start }) => {
      const squareAverage = decay * element.squareAverage + (1 - decay) * gradient ** 2;
      const unbiased = start === 'ones' ? squareAverage : squareAverage / (1 - decay ** step.count);
      const velocity = momentum * element.velocity + gradient / (Math.sqrt(unbiased) + epsilon);
      return { squareAverage, velocity, value: element.value - step.learningRate * velocity };
    })
    .exhaustive();
}

/** Where an element's numbers are kept: float32 arrays of equal length; slots that an optimizer lacks are absent. */
export interface Storage {
  readonly value: Float32Array;
  readonly velocity: Float32Array | undefined;
  readonly squareAverage: Float32Array | undefined;
}

/** Updates a whole parameter in place. `gradients` holds dL/d(value), element by element. */
export function updateParameter(
  optimizer: Optimizer,
  { value, velocity, squareAverage }: Storage,
  { gradients, ...step }: Omit<Step, 'gradient'> & { readonly gradients: Float64Array },
): void {
  gradients.forEach((gradient, i) => {
    const before = {
      value: at(value, i),
      velocity: velocity === undefined ? 0 : at(velocity, i),
      squareAverage: squareAverage === undefined ? 0 : at(squareAverage, i),
    };
    const after = updateElement(optimizer, before, { ...step, gradient });
    value[i] = after.value;
    if (velocity !== undefined) velocity[i] = after.velocity;
    if (squareAverage !== undefined) squareAverage[i] = after.squareAverage;
  });
}
