import type { LayerParameter, LayerStatistics } from './define-layer.ts';
import { inputsOf, kindOf } from './layer.ts';
import { elements } from './map-shape.ts';
import type { Network } from './network.ts';
import { shapedLayers, type ShapedLayer } from './shapes.ts';

/** One trainable tensor of a network, in the canonical layout of `State`. */
export interface ParameterSpec extends Omit<LayerParameter, 'suffix'> {
  readonly name: string;
  /** The layer it belongs to. */
  readonly layer: string;
}

/** The trainable parameters in layer order. */
export function parameterSpecs(network: Network): readonly ParameterSpec[] {
  return shapedLayers(network).flatMap(parametersOf);
}

/** Number of trainable values. */
export function parameterCount(network: Network): number {
  return parameterSpecs(network).reduce((sum, { shape }) => sum + elements(shape), 0);
}

/** The parameters of one layer. */
export function parametersOf({ layer, inputs }: ShapedLayer): readonly ParameterSpec[] {
  return kindOf(layer)
    .parameters(layer, inputs)
    .map(({ suffix, ...spec }) => ({ name: `${layer.name}.${suffix}`, layer: layer.name, ...spec }));
}

/** A layer that normalises with statistics of the batch. */
export interface BatchNorm extends LayerStatistics {
  readonly name: string;
  /** Values of one channel in one image: height x width. */
  readonly positions: number;
}

/** The layers that normalise with statistics of the batch, in order. */
export function batchNorms(network: Network): readonly BatchNorm[] {
  return shapedLayers(network).flatMap(({ layer, inputs }) => {
    const statistics = kindOf(layer).statistics?.(layer, inputs);
    const [map] = inputs;
    return statistics === undefined || map === undefined
      ? []
      : [{ name: layer.name, positions: map.height * map.width, ...statistics }];
  });
}

/** Images of a batch over which its batch norms take statistics in training (ghost batch norm); undefined where it is the whole batch. */
export function ghostSize({ layers }: Network): number | undefined {
  return layers.find((layer) => layer.kind === 'batchNorm')?.ghost;
}

/** Names of the layers that have parameters themselves or read such a layer: a gradient of their output is of use. */
export function layersWithGradient(network: Network): ReadonlySet<string> {
  const names = new Set(parameterSpecs(network).map(({ layer }) => layer));
  for (const layer of network.layers) {
    if (inputsOf(layer).some((name) => names.has(name))) names.add(layer.name);
  }
  return names;
}
