import type { Stretch, UpdateContext } from './update.ts';
import { accumulate, combine } from './vector-steps.ts';

/**
 * Appends `v = momentum * v + g + weightDecay * w; w -= learningRate * v` in two passes; without momentum the
 * gradient's own memory stands for `v`.
 */
export function lowerSgd(
  { builder, scalars }: UpdateContext,
  { label, weightDecay, vector }: Stretch,
  { momentum }: { readonly momentum: number },
): void {
  const weights = vector('value');
  const gradient = vector('gradient');
  const decay = weightDecay > 0 ? { scales: [weightDecay], others: [weights] } : { scales: [], others: [] };
  const velocity = momentum > 0 ? vector('velocity') : gradient;
  if (momentum > 0) {
    const scales = [momentum, 1, ...decay.scales];
    accumulate({ builder, label: `${label} velocity` }, velocity, scales, [gradient, ...decay.others]);
  } else if (weightDecay > 0) {
    accumulate({ builder, label: `${label} decay` }, gradient, [1, ...decay.scales], decay.others);
  }
  combine(
    { builder, label: `${label} step` },
    {
      algorithm: 'mul',
      left: velocity,
      right: scalars.negativeRate,
      output: weights,
      postOperations: [{ kind: 'sum', scale: 1 }],
    },
  );
}
