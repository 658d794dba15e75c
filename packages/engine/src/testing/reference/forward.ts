import { IMAGES, inputsOf, type Layer, type Network } from '@batchmates/network';
import { match } from 'ts-pattern';
import type { Statistics } from '../../statistics.ts';
import { add } from './add.ts';
import { batchNorm } from './batch-norm.ts';
import { conv } from './conv.ts';
import { dense } from './dense.ts';
import type { Evaluation, ReferenceMoments, Values } from './evaluation.ts';
import type { FeatureMap } from './feature-map.ts';
import { globalAveragePool } from './global-average-pool.ts';
import { maxPool } from './max-pool.ts';
import { padChannels } from './pad-channels.ts';
import { relu } from './relu.ts';

/** A forward pass kept whole, so that a gradient can go back through it. */
export interface ForwardPass {
  readonly logits: FeatureMap;
  /** By layer name, in layer order. */
  readonly evaluations: ReadonlyMap<string, Evaluation>;
  readonly moments: ReadonlyMap<string, ReferenceMoments>;
}

/** Evaluates every layer in float64. `images` are `[batch, height, width, channels]`. */
export function forward(
  network: Network,
  values: Values,
  images: ArrayLike<number>,
  statistics: Statistics = { kind: 'batch' },
): ForwardPass {
  const { height, width, channels } = network.input;
  const batch = images.length / (height * width * channels);
  const maps = new Map<string, FeatureMap>([
    [IMAGES, { batch, height, width, channels, data: Float64Array.from(images) }],
  ]);
  const evaluations = new Map<string, Evaluation>();
  for (const layer of network.layers) {
    const inputs = inputsOf(layer).map((name) => known(maps, name));
    const evaluation = evaluate(layer, inputs, values, statistics);
    evaluations.set(layer.name, evaluation);
    maps.set(layer.name, evaluation.output);
  }
  const moments = [...evaluations].flatMap(([name, { moments: m }]) =>
    m === undefined ? [] : [[name, m] as const],
  );
  const last = network.layers.at(-1)?.name ?? IMAGES;
  return { logits: known(maps, last), evaluations, moments: new Map(moments) };
}

function evaluate(
  layer: Layer,
  inputs: readonly FeatureMap[],
  values: Values,
  statistics: Statistics,
): Evaluation {
  const [input, second] = inputs as [FeatureMap, FeatureMap];
  const value = (suffix: string) => known(values, `${layer.name}.${suffix}`);
  return match(layer)
    .with({ kind: 'conv' }, (it) => conv(it, input, value('weight')))
    .with({ kind: 'batchNorm' }, (it) =>
      batchNorm(it, input, {
        gamma: value('weight'),
        beta: value('bias'),
        given: match(statistics)
          .with({ kind: 'batch' }, () => undefined)
          .with({ kind: 'running' }, () => ({ mean: value('running_mean'), variance: value('running_var') }))
          .with({ kind: 'fixed' }, ({ moments }) => known(moments, it.name))
          .exhaustive(),
      }),
    )
    .with({ kind: 'relu' }, () => relu(input))
    .with({ kind: 'add' }, () => add(input, second))
    .with({ kind: 'maxPool' }, (it) => maxPool(it, input))
    .with({ kind: 'globalAveragePool' }, () => globalAveragePool(input))
    .with({ kind: 'padChannels' }, (it) => padChannels(it, input))
    .with({ kind: 'dense' }, (it) => dense(it, input, { weight: value('weight'), bias: value('bias') }))
    .exhaustive();
}

/** The entry called `name`, which must exist. */
export function known<Item>(items: ReadonlyMap<string, Item>, name: string): Item {
  const item = items.get(name);
  if (item === undefined) throw new Error(`internal: nothing is called "${name}"`);
  return item;
}
