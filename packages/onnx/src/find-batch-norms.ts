import type { ChannelMoments } from '@batchmates/engine';
import { constantsOf, floatsOf } from './constants.ts';
import type { GraphProto, ModelProto, NodeProto, TensorProto } from './generated/onnx_pb.js';
import { unsupported } from './unsupported.ts';

/** A batch norm of a model. */
export interface FoundBatchNorm {
  /** What its weight is called, without `.weight`, which is the layer's name in PyTorch; else the node's name. */
  readonly name: string;
  readonly node: NodeProto;
  readonly channels: number;
  /**
   * The moments that the file gives it. Absent where it computes them from the batch itself, as PyTorch's layers without running
   * statistics do, and those exported in training mode: such a model depends on its batch as it is.
   */
  readonly moments?: ChannelMoments;
}

const OPERATOR = 'BatchNormalization';

/** Finds the batch norms of a graph, in order. Throws `onnx/unsupported` where one cannot be given other statistics. */
export function findBatchNorms(
  { functions }: ModelProto,
  graph: GraphProto,
  file: string,
): readonly FoundBatchNorm[] {
  const nested = [...functions.flatMap(({ node }) => node), ...graph.node.flatMap(subgraphNodes)];
  if (nested.some(({ opType }) => opType === OPERATOR)) {
    throw unsupported(
      file,
      'batch norms in the main graph',
      'some within a function, a loop or a branch',
      'export the network without control flow around its batch norms, and functions inlined',
    );
  }
  const constants = constantsOf(graph);
  const nodes = graph.node.filter(({ opType }) => opType === OPERATOR);
  const names = namesOf(nodes);
  return nodes.map((node, i) => {
    const name = names[i]!;
    const [weight, mean, variance] = [1, 3, 4].map((at) => constants.get(node.input[at] ?? ''));
    const channels = Number(weight?.dims[0] ?? 0n);
    if (weight === undefined || floatsOf(weight) === undefined || channels === 0) {
      throw unsupported(
        file,
        `a float32 weight of batch norm ${name} in the file`,
        'another one',
        'export the network in float32, with its weights',
      );
    }
    const isTraining = node.attribute.some((each) => each.name === 'training_mode' && each.i === 1n);
    const moments = isTraining ? undefined : momentsIn(mean, variance);
    return { name, node, channels, ...(moments === undefined ? {} : { moments }) };
  });
}

function momentsIn(
  mean: TensorProto | undefined,
  variance: TensorProto | undefined,
): ChannelMoments | undefined {
  if (mean === undefined || variance === undefined) return undefined;
  const values = { mean: floatsOf(mean), variance: floatsOf(variance) };
  return values.mean === undefined || values.variance === undefined
    ? undefined
    : { mean: values.mean, variance: values.variance };
}

/** The name of the weight says more than the node's; shared weights and nameless nodes fall back, and no two are the same. */
function namesOf(nodes: readonly NodeProto[]): readonly string[] {
  const byWeight = nodes.map(({ input }) => /^(.+)\.(?:weight|gamma|scale)$/.exec(input[1] ?? '')?.[1]);
  const isUnique = (name: string | undefined) => byWeight.filter((each) => each === name).length === 1;
  const wished = nodes.map(({ name, output }, i) => {
    const weight = byWeight[i];
    return weight !== undefined && isUnique(weight) ? weight : name === '' ? output[0]! : name;
  });
  return wished.map((name, i) => (wished.indexOf(name) === i ? name : nodes[i]!.output[0]!));
}

function subgraphNodes({ attribute }: NodeProto): readonly NodeProto[] {
  const graphs = attribute.flatMap(({ g, graphs: several }) => (g === undefined ? several : [g, ...several]));
  return graphs.flatMap(({ node }) => [...node, ...node.flatMap(subgraphNodes)]);
}
