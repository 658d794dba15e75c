import { defineLayer } from '../define-layer.ts';
import { count, epsilon, input } from '../fields.ts';
import { scaleAndShift } from '../scale-and-shift.ts';

/**
 * Group normalization (Wu & He 2018, eq. 1, 2 and 7): adjacent channels form `groups` groups, and each image
 * and group is normalised over its own `height x width x channels / groups` values:
 * `y = gamma * (x - mean) / sqrt(variance + epsilon) + beta`, variance biased. Nothing depends on the other images of
 * a batch, in training or after. Shape unchanged. Parameters `<name>.weight` (gamma) and `<name>.bias` (beta),
 * `[channels]` each.
 */
export const groupNorm = defineLayer({
  kind: 'groupNorm',
  summary: 'normalisation of each image by mean and variance over groups of channels',
  fields: { input, groups: count, epsilon },
  inputs: (layer) => [layer.input],
  shape({ groups }, [map], refuse) {
    if (map.channels % groups === 0) return map;
    throw refuse(`groups that divide ${map.channels} channels`, `${groups} groups`);
  },
  parameters: (_, [map]) => scaleAndShift(map),
  flops: () => 0,
});
