import { match } from 'ts-pattern';
import type { Layer, MapShape, Network } from './network.ts';
import { elements, parametersOf } from './parameters.ts';
import { inferShapes } from './shapes.ts';

/** One row of a network's description. */
export interface LayerDescription {
  readonly name: string;
  readonly kind: Layer['kind'];
  /** Output shape of one image. */
  readonly shape: MapShape;
  readonly parameters: number;
  /** Floating-point operations of one image's forward pass, a multiply-add counted as 2; convolutions and dense only. */
  readonly flops: number;
}

/** Layers with shapes, parameters and FLOPs, and the sums. */
export interface NetworkDescription {
  readonly layers: readonly LayerDescription[];
  readonly parameters: number;
  readonly flops: number;
}

/** Describes every layer of a network for one image; throws a `UserError` when the shapes do not fit. */
export function describeNetwork(network: Network): NetworkDescription {
  const shapes = inferShapes(network);
  const shapeOf = (name: string): MapShape => shapes.get(name) ?? network.input;
  const layers = network.layers.map((layer) => ({
    name: layer.name,
    kind: layer.kind,
    shape: shapeOf(layer.name),
    parameters: parametersOf(layer, (name) => shapeOf(name).channels).reduce(
      (n, { shape }) => n + elements(shape),
      0,
    ),
    flops: flopsOf(layer, shapeOf),
  }));
  const total = (key: 'parameters' | 'flops') => layers.reduce((sum, layer) => sum + layer[key], 0);
  return { layers, parameters: total('parameters'), flops: total('flops') };
}

function flopsOf(layer: Layer, shapeOf: (name: string) => MapShape): number {
  return match(layer)
    .with({ kind: 'conv' }, ({ name, input, size }) => {
      const { height, width, channels } = shapeOf(name);
      return 2 * height * width * channels * shapeOf(input).channels * size * size;
    })
    .with({ kind: 'dense' }, ({ input, units }) => 2 * units * shapeOf(input).channels)
    .otherwise(() => 0);
}
