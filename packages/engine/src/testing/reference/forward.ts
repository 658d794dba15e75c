import { IMAGES, inputsOf, type Layer, type LayerKind, type Network } from '@batchmates/network';
import { givenMoments, runningMoments, type Statistics } from '../../statistics.ts';
import type { Evaluation, ReferenceMoments, Values } from './evaluation.ts';
import type { FeatureMap } from './feature-map.ts';
import * as layers from './layers/index.ts';
import type { LayerInputs, ReferenceLayer } from './reference-layer.ts';

/** A forward pass kept whole, so that a gradient can go back through it. */
export interface ForwardPass {
  readonly logits: FeatureMap;
  /** By layer name, in layer order. */
  readonly evaluations: ReadonlyMap<string, Evaluation>;
  readonly moments: ReadonlyMap<string, ReferenceMoments>;
}

/** What a pass is for. */
export interface Pass {
  /** What normalises batch norms. */
  readonly statistics: Statistics;
  /** Whether a gradient of it is taken for training. */
  readonly training: boolean;
}

/** The forward pass of a training step, by the batch's own statistics unless others are given. */
export function trainingPass(statistics: Statistics = { kind: 'batch' }): Pass {
  return { statistics, training: true };
}

/** Evaluates every layer in float64. `images` are `[batch, height, width, channels]`. */
export function forward(
  network: Network,
  values: Values,
  images: ArrayLike<number>,
  pass: Pass,
): ForwardPass {
  const { height, width, channels } = network.input;
  const batch = images.length / (height * width * channels);
  const maps = new Map<string, FeatureMap>([
    [IMAGES, { batch, height, width, channels, data: Float64Array.from(images) }],
  ]);
  const evaluations = new Map<string, Evaluation>();
  for (const layer of network.layers) {
    const inputs = inputsOf(layer).map((name) => known(maps, name));
    const evaluation = evaluate(layer, inputs, values, pass);
    evaluations.set(layer.name, evaluation);
    maps.set(layer.name, evaluation.output);
  }
  const moments = [...evaluations].flatMap(([name, { moments: m }]) =>
    m === undefined ? [] : [[name, m] as const],
  );
  const last = network.layers.at(-1)?.name ?? IMAGES;
  return { logits: known(maps, last), evaluations, moments: new Map(moments) };
}

const table: { readonly [Kind in LayerKind]: ReferenceLayer<Kind> } = layers;

function evaluate(
  layer: Layer,
  inputs: readonly FeatureMap[],
  values: Values,
  { statistics, training }: Pass,
): Evaluation {
  const value = (name: string) => known(values, name);
  const { evaluate } = table[layer.kind] as ReferenceLayer<LayerKind>;
  return evaluate(layer, inputs as LayerInputs, {
    training,
    parameter: (suffix) => value(`${layer.name}.${suffix}`),
    moments: () =>
      givenMoments(statistics, layer.name, (batchNorm) =>
        runningMoments(batchNorm, (name) => Float32Array.from(value(name))),
      ),
  });
}

/** The entry called `name`, which must exist. */
export function known<Item>(items: ReadonlyMap<string, Item>, name: string): Item {
  const item = items.get(name);
  if (item === undefined) throw new Error(`internal: nothing is called "${name}"`);
  return item;
}
