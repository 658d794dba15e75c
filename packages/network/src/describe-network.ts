import { kindOf, type LayerKind } from './layer.ts';
import { elements, type MapShape } from './map-shape.ts';
import type { Network } from './network.ts';
import { parametersOf } from './parameters.ts';
import { shapedLayers } from './shapes.ts';

/** One row of a network's description. */
export interface LayerDescription {
  readonly name: string;
  readonly kind: LayerKind;
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
  const layers = shapedLayers(network).map((shaped) => ({
    name: shaped.layer.name,
    kind: shaped.layer.kind,
    shape: shaped.output,
    parameters: parametersOf(shaped).reduce((sum, { shape }) => sum + elements(shape), 0),
    flops: kindOf(shaped.layer).flops(shaped.layer, shaped.inputs, shaped.output),
  }));
  const total = (key: 'parameters' | 'flops') => layers.reduce((sum, layer) => sum + layer[key], 0);
  return { layers, parameters: total('parameters'), flops: total('flops') };
}
