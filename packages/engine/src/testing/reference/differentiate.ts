import { inputsOf, parameterSpecs, elements, type Network } from '@batchmates/network';
import { crossEntropy } from './cross-entropy.ts';
import type { ReferenceMoments, Values } from './evaluation.ts';
import type { Statistics } from '../../statistics.ts';
import { accumulate, type FeatureMap } from './feature-map.ts';
import { forward, trainingPass } from './forward.ts';

/** Loss and gradients of one training batch, in float64. */
export interface Differentiated {
  readonly loss: number;
  /** `[batch, classes]` */
  readonly logits: Float64Array;
  /** dL/d(parameter) by parameter name, in canonical layout. */
  readonly gradients: ReadonlyMap<string, Float64Array>;
  readonly moments: ReadonlyMap<string, ReferenceMoments>;
}

/** Back-propagation through a whole network as in a training step, with the batch's own statistics unless others are given. */
export function differentiate(
  network: Network,
  values: Values,
  batch: { readonly images: ArrayLike<number>; readonly labels: ArrayLike<number> },
  statistics?: Statistics,
): Differentiated {
  const { logits, evaluations, moments } = forward(network, values, batch.images, trainingPass(statistics));
  const { loss, gradient } = crossEntropy(logits, batch.labels);
  const flows = new Map<string, FeatureMap>([[network.layers.at(-1)!.name, gradient]]);
  const gradients = new Map<string, Float64Array>(
    parameterSpecs(network).map(({ name, shape }) => [name, new Float64Array(elements(shape))]),
  );
  for (const layer of network.layers.toReversed()) {
    const flow = flows.get(layer.name);
    const evaluation = evaluations.get(layer.name);
    // No gradient arrives: no later layer reads this one.
    if (flow === undefined || evaluation === undefined) continue;
    const { inputs, parameters } = evaluation.backward(flow);
    for (const [suffix, values] of Object.entries(parameters))
      gradients.set(`${layer.name}.${suffix}`, values);
    inputsOf(layer).forEach((name, index) => join(flows, name, inputs[index]));
  }
  return { loss, logits: logits.data, gradients, moments };
}

/** Sums the gradients that arrive at a map from all its readers. */
function join(flows: Map<string, FeatureMap>, name: string, gradient: FeatureMap | undefined): void {
  const sum = flows.get(name);
  if (gradient === undefined) return;
  if (sum === undefined) flows.set(name, { ...gradient, data: gradient.data.slice() });
  else gradient.data.forEach((value, index) => accumulate(sum.data, index, value));
}
