import { defineLayer } from '../define-layer.ts';
import { input } from '../fields.ts';

/** `y = max(0, x)`. Shape unchanged, no parameters. */
export const relu = defineLayer({
  kind: 'relu',
  summary: 'rectified linear unit',
  fields: { input },
  inputs: (layer) => [layer.input],
  shape: (_, [map]) => map,
  parameters: () => [],
  flops: () => 0,
});
