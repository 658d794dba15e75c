import type { Stretch, UpdateContext } from './update.ts';
import { accumulate, combine } from './vector-steps.ts';

interface Options {
  readonly decay: number;
  readonly momentum: number;
  readonly epsilon: number;
}

/**
 * Appends `g += weightDecay * w; s = decay * s + (1 - decay) * g^2; d = g / (sqrt(s * correction) + epsilon);
 * v = momentum * v + d; w -= learningRate * v`.
 */
export function lowerRmsprop(
  { builder, scalars, scratch }: UpdateContext,
  { label, weightDecay, vector }: Stretch,
  { decay, momentum, epsilon }: Options,
): void {
  const [weights, gradient, squares] = [vector('value'), vector('gradient'), vector('square_average')];
  const at = (part: string) => ({ builder, label: `${label} ${part}` });
  if (weightDecay > 0) accumulate(at('decay'), gradient, [1, weightDecay], [weights]);
  combine(at('square average'), {
    ...{ algorithm: 'mul', left: gradient, right: gradient, output: squares },
    postOperations: [
      { kind: 'eltwise', algorithm: 'linear', alpha: 1 - decay, beta: 0 },
      { kind: 'sum', scale: decay },
    ],
  });
  const deviation = scratch(weights);
  combine(at('deviation'), {
    ...{ algorithm: 'mul', left: squares, right: scalars.correction, output: deviation },
    postOperations: [
      { kind: 'eltwise', algorithm: 'sqrt', alpha: 0, beta: 0 },
      { kind: 'eltwise', algorithm: 'linear', alpha: 1, beta: epsilon },
    ],
  });
  const direction = momentum > 0 ? vector('velocity') : deviation;
  combine(at('direction'), {
    ...{ algorithm: 'div', left: gradient, right: deviation, output: direction },
    postOperations: momentum > 0 ? [{ kind: 'sum', scale: momentum }] : [],
  });
  combine(at('step'), {
    ...{ algorithm: 'mul', left: direction, right: scalars.negativeRate, output: weights },
    postOperations: [{ kind: 'sum', scale: 1 }],
  });
}
