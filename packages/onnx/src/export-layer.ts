import type { Layer, MapShape } from '@batchmates/network';
import { match } from 'ts-pattern';
import { int, ints, float } from './attributes.ts';
import type { Graph } from './graph.ts';

/** What a layer is exported with. */
export interface LayerExport {
  readonly graph: Graph;
  /** Shape of what the layer reads, of one image. */
  readonly input: MapShape;
  /** Name of the tensor that holds a layer's output. */
  valueOf(layer: string): string;
  /** Makes a parameter of the layer a constant of the graph; returns its name. */
  parameter(suffix: string): string;
  /** Appends the normalisation of a batch norm. */
  batchNorm(layer: Extract<Layer, { kind: 'batchNorm' }>): void;
}

/**
 * Appends the nodes of one layer. Values are `[batch, channels, height, width]`; a dense layer's are `[batch, units, 1, 1]`, but those of
 * the logits, which are `[batch, classes]`.
 */
export function exportLayer(layer: Layer, given: LayerExport, isLast: boolean): void {
  const { graph, input, valueOf, parameter } = given;
  const { name } = layer;
  const outputs = [valueOf(name)];
  match(layer)
    .with({ kind: 'conv' }, ({ input: source, ...window }) => {
      const inputs = [valueOf(source), parameter('weight')];
      graph.node({ name, operator: 'Conv', inputs, outputs, attributes: slide(window) });
    })
    .with({ kind: 'maxPool' }, ({ input: source, ...window }) => {
      graph.node({
        name,
        operator: 'MaxPool',
        inputs: [valueOf(source)],
        outputs,
        attributes: slide(window),
      });
    })
    .with({ kind: 'relu' }, ({ input: source }) => {
      graph.node({ name, operator: 'Relu', inputs: [valueOf(source)], outputs });
    })
    .with({ kind: 'add' }, ({ inputs }) => {
      graph.node({ name, operator: 'Add', inputs: inputs.map(valueOf), outputs });
    })
    .with({ kind: 'globalAveragePool' }, ({ input: source }) => {
      graph.node({ name, operator: 'GlobalAveragePool', inputs: [valueOf(source)], outputs });
    })
    .with({ kind: 'padChannels' }, ({ input: source, channels }) => {
      const missing = channels - input.channels;
      const pads = graph.integers(`${name}.pads`, [0, 0, 0, 0, 0, missing, 0, 0]);
      graph.node({ name, operator: 'Pad', inputs: [valueOf(source), pads], outputs });
    })
    .with({ kind: 'batchNorm' }, (norm) => {
      given.batchNorm(norm);
    })
    .with({ kind: 'groupNorm' }, ({ input: source, groups, epsilon }) => {
      exportGroupNorm(given, { name, source: valueOf(source), groups, epsilon });
    })
    .with({ kind: 'dense' }, ({ input: source }) => {
      const flat = `${name}.flat`;
      graph.node({
        operator: 'Flatten',
        inputs: [valueOf(source)],
        outputs: [flat],
        attributes: { axis: int(1) },
      });
      const made = isLast ? outputs : [`${name}.vector`];
      const inputs = [flat, parameter('weight'), parameter('bias')];
      graph.node({ name, operator: 'Gemm', inputs, outputs: made, attributes: { transB: int(1) } });
      if (isLast) return;
      const shape = graph.integers(`${name}.shape`, [0, -1, 1, 1]);
      graph.node({ name: `${name}.reshape`, operator: 'Reshape', inputs: [...made, shape], outputs });
    })
    .exhaustive();
}

/** Opset 17 has no group norm: as PyTorch does, groups become the channels of an instance norm. */
function exportGroupNorm(
  { graph, input, valueOf, parameter }: LayerExport,
  {
    name,
    source,
    groups,
    epsilon,
  }: Readonly<Record<'name' | 'source', string>> & Readonly<Record<'groups' | 'epsilon', number>>,
): void {
  const { height, width, channels } = input;
  const part = (of: string) => `${name}.${of}`;
  const grouped = graph.integers(part('groups'), [0, groups, -1]);
  const whole = graph.integers(part('shape'), [-1, channels, height, width]);
  const ones = graph.floats(part('ones'), [groups], new Float32Array(groups).fill(1));
  const zeros = graph.floats(part('zeros'), [groups], new Float32Array(groups));
  const perChannel = graph.integers(part('channels'), [channels, 1, 1]);
  graph.node({ operator: 'Reshape', inputs: [source, grouped], outputs: [part('grouped')] });
  const inputs = [part('grouped'), ones, zeros];
  const attributes = { epsilon: float(epsilon) };
  graph.node({ operator: 'InstanceNormalization', inputs, outputs: [part('normal')], attributes });
  graph.node({ operator: 'Reshape', inputs: [part('normal'), whole], outputs: [part('map')] });
  for (const suffix of ['weight', 'bias']) {
    graph.node({
      operator: 'Reshape',
      inputs: [parameter(suffix), perChannel],
      outputs: [part(`${suffix}.map`)],
    });
  }
  graph.node({ operator: 'Mul', inputs: [part('map'), part('weight.map')], outputs: [part('scaled')] });
  graph.node({ name, operator: 'Add', inputs: [part('scaled'), part('bias.map')], outputs: [valueOf(name)] });
}

function slide(window: { readonly size: number; readonly stride: number; readonly padding: number }) {
  const { size, stride, padding } = window;
  return {
    kernel_shape: ints([size, size]),
    strides: ints([stride, stride]),
    pads: ints([padding, padding, padding, padding]),
  };
}
