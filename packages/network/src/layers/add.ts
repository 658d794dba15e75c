import { z } from 'zod';
import { defineLayer } from '../define-layer.ts';
import { formatShape } from '../map-shape.ts';

/** Sum of two maps of equal shape. No parameters. */
export const add = defineLayer({
  kind: 'add',
  summary: 'sum of two maps',
  fields: { inputs: z.tuple([z.string(), z.string()]).readonly() },
  inputs: (layer) => layer.inputs,
  shape(_, [left, right], refuse) {
    if (formatShape(left) === formatShape(right)) return left;
    throw refuse('two maps of equal shape', `${formatShape(left)} and ${formatShape(right)}`);
  },
  parameters: () => [],
  flops: () => 0,
});
