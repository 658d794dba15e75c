import type { Evaluation } from './evaluation.ts';
import { at, mapOf, type FeatureMap } from './feature-map.ts';

/** `max(0, x)`; the gradient at 0 is 0. */
export function relu(input: FeatureMap): Evaluation {
  return {
    output: mapOf(input, (i) => Math.max(0, at(input.data, i))),
    backward: (gradient) => ({
      inputs: [mapOf(gradient, (i) => (at(input.data, i) > 0 ? at(gradient.data, i) : 0))],
      parameters: {},
    }),
  };
}
