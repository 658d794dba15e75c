import { int, ints } from './attributes.ts';
import type { Graph } from './graph.ts';

/** Where the moments of a batch go. */
export interface BatchMoments {
  readonly mean: string;
  readonly variance: string;
  /** Version of the standard operators. */
  readonly opset: number;
}

/** From this version on `ReduceMean` takes its axes as an input. */
const AXES_AS_INPUT = 18;

/**
 * Appends mean and biased variance of each channel of a tensor `[batch, channels, ...]` over all other axes, each `[channels]`. Variances
 * are means of squares of centred values, in a second pass: squares of means lose digits.
 */
export function appendBatchMoments(
  graph: Graph,
  source: string,
  { mean, variance, opset }: BatchMoments,
): void {
  const part = (name: string) => `${mean}.${name}`;
  const axes = opset < AXES_AS_INPUT ? undefined : graph.integers(part('axes'), [0, 2]);
  const reduce = (from: string, to: string, keepdims: number) => {
    graph.node({
      operator: 'ReduceMean',
      inputs: axes === undefined ? [from] : [from, axes],
      outputs: [to],
      attributes: { keepdims: int(keepdims), ...(axes === undefined ? { axes: ints([0, 2]) } : {}) },
    });
  };
  // Any number of spatial axes becomes one.
  const shape = graph.integers(part('shape'), [0, 0, -1]);
  graph.node({ operator: 'Reshape', inputs: [source, shape], outputs: [part('rows')] });
  reduce(part('rows'), mean, 0);
  reduce(part('rows'), part('kept'), 1);
  graph.node({ operator: 'Sub', inputs: [part('rows'), part('kept')], outputs: [part('centred')] });
  graph.node({ operator: 'Mul', inputs: [part('centred'), part('centred')], outputs: [part('squares')] });
  reduce(part('squares'), variance, 0);
}
