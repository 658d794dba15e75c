import { create, toBinary } from '@bufbuild/protobuf';
import type { Moments, State } from '@batchmates/engine';
import { invariant } from '@batchmates/errors';
import {
  batchNorms,
  IMAGES,
  inferShapes,
  inputsOf,
  parameterSpecs,
  type LayerOf,
  type Network,
} from '@batchmates/network';
import { match } from 'ts-pattern';
import { exportLayer, float, int } from './export-layer.ts';
import { Version, ModelProtoSchema } from './generated/onnx_pb.js';
import { Graph } from './graph.ts';

/** Of operators: the oldest version that ONNX Runtime, PyTorch, TensorFlow and OpenCV all read today. */
const OPSET = 17;

/**
 * What the batch norms of an exported network normalise with: moments that are constants of the file; or, `by layer`, the moments of
 * the batch in those named in `batch`, whose moments are outputs of the graph, and moments that are inputs of the graph in all others.
 */
export type Normalisation =
  | { readonly kind: 'constant'; readonly moments: Moments }
  | { readonly kind: 'by layer'; readonly batch: readonly string[] };

/** What to export a network with. */
export interface NetworkExport {
  readonly state: State;
  readonly normalisation: Normalisation;
  /** Words that go along in the file, by key. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The output of an exported network, `[batch, classes]`, before the softmax. */
export const LOGITS = 'logits';

/**
 * A network as an ONNX file: input `images`, float32 `[batch, channels, height, width]`, normalised as in training; output `logits`. Every
 * batch norm is a node `BatchNormalization` of its layer's name, whose parameters have the names that they have in the state
 * (`stem.bn.weight`, `stem.bn.running_mean`). The batch may have any size.
 */
export function exportNetwork(
  network: Network,
  { state, normalisation, metadata = {} }: NetworkExport,
): Uint8Array {
  const graph = new Graph();
  const { height, width, channels } = network.input;
  const shapes = inferShapes(network);
  const specs = new Map(parameterSpecs(network).map((spec) => [spec.name, spec]));
  const last = network.layers.at(-1);
  const valueOf = (layer: string) => (layer === last?.name ? LOGITS : layer);
  graph.input(IMAGES, ['batch', channels, height, width]);
  graph.output(LOGITS, ['batch', network.classes]);
  for (const layer of network.layers) {
    const parameter = (suffix: string): string => {
      const name = `${layer.name}.${suffix}`;
      const [spec, tensor] = [specs.get(name), state.get(name)];
      invariant(spec !== undefined && tensor !== undefined, `state has "${name}"`);
      return graph.floats(name, spec.shape, tensor.data);
    };
    const input = shapes.get(inputsOf(layer)[0]!)!;
    const batchNorm = (norm: LayerOf<'batchNorm'>) => {
      exportBatchNorm(graph, norm, { normalisation, parameter, valueOf });
    };
    exportLayer(layer, { graph, input, valueOf, parameter, batchNorm }, layer === last);
  }
  for (const { name, channels: length } of batchNorms(network))
    declareMoments(graph, name, length, normalisation);
  const model = create(ModelProtoSchema, {
    irVersion: BigInt(Version.IR_VERSION_2021_7_30),
    producerName: 'batchmates',
    opsetImport: [{ domain: '', version: BigInt(OPSET) }],
    graph: graph.build(network.name),
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
  return toBinary(ModelProtoSchema, model);
}

/** Names of the tensors that hold the mean and the variance of a batch norm. */
export function momentNames(batchNorm: string, normalisation: Normalisation) {
  return takesBatch(batchNorm, normalisation)
    ? ({ mean: `${batchNorm}.batch_mean`, variance: `${batchNorm}.batch_var` } as const)
    : ({ mean: `${batchNorm}.running_mean`, variance: `${batchNorm}.running_var` } as const);
}

function takesBatch(batchNorm: string, normalisation: Normalisation): boolean {
  return normalisation.kind === 'by layer' && normalisation.batch.includes(batchNorm);
}

interface NormExport {
  readonly normalisation: Normalisation;
  parameter(suffix: string): string;
  valueOf(layer: string): string;
}

function exportBatchNorm(
  graph: Graph,
  { name, input, epsilon, momentum }: LayerOf<'batchNorm'>,
  { normalisation, parameter, valueOf }: NormExport,
): void {
  const source = valueOf(input);
  const { mean, variance } = momentNames(name, normalisation);
  const [weight, bias] = [parameter('weight'), parameter('bias')];
  if (takesBatch(name, normalisation)) exportBatchMoments(graph, source, { mean, variance });
  graph.node({
    name,
    operator: 'BatchNormalization',
    inputs: [source, weight, bias, mean, variance],
    outputs: [valueOf(name)],
    // The weight of what has been, where ours is that of the newest batch.
    attributes: { epsilon: float(epsilon), momentum: float(1 - momentum) },
  });
}

/** Mean and biased variance of each channel over batch, height and width, in two passes. */
function exportBatchMoments(
  graph: Graph,
  source: string,
  { mean, variance }: Readonly<Record<'mean' | 'variance', string>>,
): void {
  // Any number of spatial axes becomes one.
  const shape = graph.integers(`${mean}.shape`, [0, 0, -1]);
  const rows = `${mean}.rows`;
  const axes = { axes: { kind: 'ints', value: [0, 2] } } as const;
  graph.node({ operator: 'Reshape', inputs: [source, shape], outputs: [rows] });
  graph.node({
    ...{ operator: 'ReduceMean', inputs: [rows], outputs: [`${mean}.kept`] },
    attributes: { ...axes, keepdims: int(1) },
  });
  graph.node({ operator: 'Sub', inputs: [rows, `${mean}.kept`], outputs: [`${variance}.centred`] });
  const centred = [`${variance}.centred`, `${variance}.centred`];
  graph.node({ operator: 'Mul', inputs: centred, outputs: [`${variance}.squares`] });
  const attributes = { ...axes, keepdims: int(0) };
  graph.node({ operator: 'ReduceMean', inputs: [rows], outputs: [mean], attributes });
  graph.node({ operator: 'ReduceMean', inputs: [`${variance}.squares`], outputs: [variance], attributes });
}

function declareMoments(
  graph: Graph,
  batchNorm: string,
  channels: number,
  normalisation: Normalisation,
): void {
  const names = momentNames(batchNorm, normalisation);
  for (const moment of ['mean', 'variance'] as const) {
    match(normalisation)
      .with({ kind: 'by layer' }, () => {
        if (takesBatch(batchNorm, normalisation)) graph.output(names[moment], [channels]);
        else graph.input(names[moment], [channels]);
      })
      .with({ kind: 'constant' }, ({ moments }) => {
        const values = moments.get(batchNorm);
        invariant(values, `moments of "${batchNorm}"`);
        graph.floats(names[moment], [channels], values[moment]);
      })
      .exhaustive();
  }
}
