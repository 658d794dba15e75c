import { z } from 'zod';
import { defineLayer } from '../define-layer.ts';
import { count, epsilon, input } from '../fields.ts';
import { scaleAndShift } from '../scale-and-shift.ts';

/**
 * Batch normalization over `[batch, height, width]`, per channel (the paper's eq. 1-4):
 * `y = gamma * (x - mean) / sqrt(variance + epsilon) + beta`, variance biased; mean and variance are the batch's own
 * or given ones (`Statistics` of an engine). Shape unchanged. Parameters `<name>.weight` (gamma) and `<name>.bias`
 * (beta), `[channels]` each; statistics `<name>.running_mean` and `<name>.running_var`. `momentum` is the weight of
 * the newest batch in them.
 *
 * With `ghost: n` training normalises images 0 to n-1 of a batch by their own mean and variance, the next n by theirs, and so on
 * (ghost batch norm, Hoffer, Hubara & Soudry 2017); a batch must then hold a multiple of n images. Inference does not know of it:
 * its batch statistics are those of the whole batch.
 */
export const batchNorm = defineLayer({
  kind: 'batchNorm',
  summary: 'normalisation by mean and variance of each channel over the batch',
  fields: { input, epsilon, momentum: z.number().min(0).max(1), ghost: count.optional() },
  inputs: (layer) => [layer.input],
  shape: (_, [map]) => map,
  parameters: (_, [map]) => scaleAndShift(map),
  statistics: ({ momentum, ghost }, [{ channels }]) => ({ channels, momentum, ghost }),
  flops: () => 0,
});
