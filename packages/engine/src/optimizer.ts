import { z } from 'zod';

const momentum = (preset: number) =>
  z.number().min(0).lt(1).default(preset).describe('weight of the last step in this one');

const weightDecay = z
  .number()
  .min(0)
  .default(1e-4)
  .describe('pull of convolution and dense weights towards 0');

/**
 * Optimizers and their update rules. Weight decay is added to the gradient of convolution and dense weights only
 * (never to biases or batch-norm parameters): `g = dL/dw + weightDecay * w`.
 *
 * - `sgd`: `v = momentum * v + g; w -= learningRate * v`.
 * - `rmsprop`: `s = decay * s + (1 - decay) * g^2; d = g / (sqrt(s) + epsilon); v = momentum * v + d;
 *   w -= learningRate * v`. `start` says how `s` begins: `ones`; or `zeros` with `s` divided by `1 - decay^t`
 *   (`bias-corrected`). At decay 0.999 a plain zero start makes the first steps some 30 times too long.
 */
export const optimizerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sgd'), momentum: momentum(0.9), weightDecay }),
  z.strictObject({
    kind: z.literal('rmsprop'),
    decay: z.number().gt(0).lt(1).default(0.999).describe('weight of the past in the mean square'),
    momentum: momentum(0),
    epsilon: z.number().positive().default(1e-8).describe('added to the root of the mean square'),
    weightDecay,
    start: z.enum(['ones', 'bias-corrected']).default('ones').describe('how the mean square begins'),
  }),
]);

export type Optimizer = z.output<typeof optimizerSchema>;
