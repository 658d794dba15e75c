import { create, toBinary } from '@bufbuild/protobuf';
import type { State } from '@batchmates/engine';
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
import { float } from './attributes.ts';
import { exportLayer } from './export-layer.ts';
import { Version, ModelProtoSchema } from './generated/onnx_pb.js';
import { BATCH, Graph } from './graph.ts';
import { appendBatchMoments } from './batch-moments.ts';
import { momentNames, openMoments, takesBatch, type Normalisation } from './normalisation.ts';

/** Version of the standard operators. */
const OPSET = 17;

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
  const graph = new Graph(network.name);
  const { height, width, channels } = network.input;
  const shapes = inferShapes(network);
  const specs = new Map(parameterSpecs(network).map((spec) => [spec.name, spec]));
  const last = network.layers.at(-1);
  const valueOf = (layer: string) => (layer === last?.name ? LOGITS : layer);
  graph.input(IMAGES, [BATCH, channels, height, width]);
  graph.output(LOGITS, [BATCH, network.classes]);
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
    graph: graph.build(),
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
  return toBinary(ModelProtoSchema, model);
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
  if (takesBatch(name, normalisation)) appendBatchMoments(graph, source, { mean, variance, opset: OPSET });
  graph.node({
    name,
    operator: 'BatchNormalization',
    inputs: [source, weight, bias, mean, variance],
    outputs: [valueOf(name)],
    // The weight of what has been, where ours is that of the newest batch.
    attributes: { epsilon: float(epsilon), momentum: float(1 - momentum) },
  });
}

function declareMoments(
  graph: Graph,
  batchNorm: string,
  channels: number,
  normalisation: Normalisation,
): void {
  match(normalisation)
    .with({ kind: 'by layer' }, (byLayer) => {
      openMoments(graph, batchNorm, channels, byLayer);
    })
    .with({ kind: 'constant' }, ({ moments }) => {
      const values = moments.get(batchNorm);
      invariant(values, `moments of "${batchNorm}"`);
      const { mean, variance } = momentNames(batchNorm, normalisation);
      graph.floats(mean, [channels], values.mean);
      graph.floats(variance, [channels], values.variance);
    })
    .exhaustive();
}
