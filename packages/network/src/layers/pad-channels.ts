import { defineLayer } from '../define-layer.ts';
import { count, input } from '../fields.ts';

/** Appends zero channels until there are `channels` (the parameter-free shortcut of He et al. 2015). */
export const padChannels = defineLayer({
  kind: 'padChannels',
  summary: 'zero channels appended',
  fields: { input, channels: count },
  inputs: (layer) => [layer.input],
  shape({ channels }, [map], refuse) {
    if (channels >= map.channels) return { ...map, channels };
    throw refuse(`at least ${map.channels} channels`, String(channels));
  },
  parameters: () => [],
  flops: () => 0,
});
