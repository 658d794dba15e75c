import type { Evaluation } from './evaluation.ts';
import { at, mapOf, type FeatureMap } from './feature-map.ts';

/** Sum of two maps. */
export function add(left: FeatureMap, right: FeatureMap): Evaluation {
  return {
    output: mapOf(left, (i) => at(left.data, i) + at(right.data, i)),
    backward: (gradient) => ({ inputs: [gradient, gradient], parameters: {} }),
  };
}
