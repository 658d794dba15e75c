import { defineLayer } from '../define-layer.ts';
import { count, input } from '../fields.ts';
import { formatShape } from '../map-shape.ts';

/**
 * Fully connected layer, `y = W x + b`: `[1, 1, inputs] -> [1, 1, units]`. Parameters `<name>.weight`:
 * `[units, inputs]`, `<name>.bias`: `[units]`.
 */
export const dense = defineLayer({
  kind: 'dense',
  summary: 'fully connected layer',
  fields: { input, units: count },
  inputs: (layer) => [layer.input],
  shape({ units }, [map], refuse) {
    if (map.height === 1 && map.width === 1) return { height: 1, width: 1, channels: units };
    throw refuse('a vector (pool first)', formatShape(map));
  },
  parameters: ({ units }, [{ channels: inputs }]) => [
    { suffix: 'weight', role: 'weight', shape: [units, inputs], fanIn: inputs },
    { suffix: 'bias', role: 'bias', shape: [units], fanIn: 0 },
  ],
  flops: ({ units }, [{ channels: inputs }]) => 2 * units * inputs,
});
