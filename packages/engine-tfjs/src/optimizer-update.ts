import { biasCorrection, type Optimizer } from '@batchmates/engine';
import { match } from 'ts-pattern';

/** One parameter with its optimizer slots, all of equal length; updated in place. */
export interface ParameterSlots {
  readonly value: Float32Array;
  /** Absent without momentum. */
  readonly velocity: Float32Array | undefined;
  /** RMSProp only. */
  readonly squareAverage: Float32Array | undefined;
}

/** What one update is made with. */
export interface UpdateOptions {
  /** dL/d(value) before weight decay. */
  readonly gradient: Float32Array;
  readonly weightDecay: number;
  readonly learningRate: number;
  /** Steps taken, this one included. */
  readonly count: number;
}

/**
 * One step of the optimizer's rule on one parameter. In plain loops: reading a gradient and writing a weight costs
 * less than the half dozen operations on tensors that the rule would be.
 */
export function updateParameter(optimizer: Optimizer, slots: ParameterSlots, options: UpdateOptions): void {
  const direction = decayed(slots.value, options);
  match(optimizer)
    .with({ kind: 'sgd' }, () => undefined)
    .with({ kind: 'rmsprop' }, ({ decay, epsilon }) => {
      const correction = biasCorrection(optimizer, options.count);
      normalize(direction, slots.squareAverage, { decay, epsilon, correction });
    })
    .exhaustive();
  move(slots, direction, optimizer.momentum, options.learningRate);
}

/** `g = dL/dw + weightDecay * w`, in an array of its own. */
function decayed(value: Float32Array, { gradient, weightDecay }: UpdateOptions): Float64Array {
  const direction = new Float64Array(value.length);
  for (let i = 0; i < direction.length; i++) direction[i] = gradient[i]! + weightDecay * value[i]!;
  return direction;
}

interface Normalization {
  readonly decay: number;
  readonly epsilon: number;
  readonly correction: number;
}

/** `s = decay * s + (1 - decay) * g^2; g = g / (sqrt(s * correction) + epsilon)` */
function normalize(
  direction: Float64Array,
  average: Float32Array | undefined,
  { decay, epsilon, correction }: Normalization,
): void {
  if (average === undefined) throw new Error('internal: RMSProp without its average');
  for (let i = 0; i < direction.length; i++) {
    const gradient = direction[i]!;
    const square = decay * average[i]! + (1 - decay) * gradient * gradient;
    average[i] = square;
    direction[i] = gradient / (Math.sqrt(square * correction) + epsilon);
  }
}

/** `v = momentum * v + g; w -= learningRate * v` */
function move(
  { value, velocity }: ParameterSlots,
  direction: Float64Array,
  momentum: number,
  learningRate: number,
): void {
  if (velocity === undefined) {
    for (let i = 0; i < value.length; i++) value[i]! -= learningRate * direction[i]!;
    return;
  }
  for (let i = 0; i < value.length; i++) {
    const speed = momentum * velocity[i]! + direction[i]!;
    velocity[i] = speed;
    value[i]! -= learningRate * speed;
  }
}
