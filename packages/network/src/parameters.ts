import { match } from 'ts-pattern';
import type { Layer, Network } from './network.ts';
import { inferShapes } from './shapes.ts';

/** One trainable tensor of a network, in the canonical layout of `State`. */
export interface ParameterSpec {
  readonly name: string;
  /** The layer it belongs to. */
  readonly layer: string;
  readonly shape: readonly number[];
  /** `weight`: convolution or dense weight, the only kind that decays; `gamma`, `beta`: batch norm. */
  readonly role: 'weight' | 'gamma' | 'beta' | 'bias';
  /** Inputs that feed one output: `in * height * width` for a convolution, `in` for a dense layer; 0 elsewhere. */
  readonly fanIn: number;
}

/** The trainable parameters in layer order. */
export function parameterSpecs(network: Network): readonly ParameterSpec[] {
  const shapes = inferShapes(network);
  const channelsOf = (name: string) => shapes.get(name)?.channels ?? 0;
  return network.layers.flatMap((layer) => parametersOf(layer, channelsOf));
}

/** Number of trainable values. */
export function parameterCount(network: Network): number {
  return parameterSpecs(network).reduce((sum, spec) => sum + elements(spec.shape), 0);
}

/** The batch norms of a network in layer order, with their channel counts. */
export function batchNorms(
  network: Network,
): readonly { readonly name: string; readonly channels: number }[] {
  const shapes = inferShapes(network);
  return network.layers
    .filter((layer) => layer.kind === 'batchNorm')
    .map(({ name }) => ({ name, channels: shapes.get(name)?.channels ?? 0 }));
}

/** Product of a shape's extents. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** The parameters of one layer; `channelsOf` gives the channels of a layer's output. */
export function parametersOf(layer: Layer, channelsOf: (name: string) => number): readonly ParameterSpec[] {
  const spec = (
    suffix: 'weight' | 'bias',
    role: ParameterSpec['role'],
    shape: readonly number[],
    fanIn = 0,
  ): ParameterSpec => ({ name: `${layer.name}.${suffix}`, layer: layer.name, shape, role, fanIn });
  return match(layer)
    .with({ kind: 'conv' }, ({ input, channels, size }) => {
      const inputs = channelsOf(input);
      return [spec('weight', 'weight', [channels, inputs, size, size], inputs * size * size)];
    })
    .with({ kind: 'batchNorm' }, ({ name }) => [
      spec('weight', 'gamma', [channelsOf(name)]),
      spec('bias', 'beta', [channelsOf(name)]),
    ])
    .with({ kind: 'dense' }, ({ input, units }) => [
      spec('weight', 'weight', [units, channelsOf(input)], channelsOf(input)),
      spec('bias', 'bias', [units]),
    ])
    .with({ kind: 'relu' }, { kind: 'add' }, { kind: 'maxPool' }, { kind: 'globalAveragePool' }, () => [])
    .with({ kind: 'padChannels' }, () => [])
    .exhaustive();
}
