import type { ChannelMoments } from '@batchmates/engine';
import type { UserError } from '@batchmates/errors';
import { constantsOf, floatsOf } from './constants.ts';
import type { GraphProto, ModelProto, NodeProto } from './generated/onnx_pb.js';
import { unsupported } from './unsupported.ts';
import { valuesFrom } from './values-from.ts';

/** A batch norm of a model. */
export interface FoundBatchNorm {
  /** What its weight is called, without `.weight`, which is the layer's name in PyTorch; else the node's name. */
  readonly name: string;
  readonly node: NodeProto;
  readonly channels: number;
  /** What it adds to variances. */
  readonly epsilon: number;
  /**
   * The moments that the file gives it. Absent where it computes them from the batch itself, as PyTorch's layers without running
   * statistics do, and those exported in training mode: such a model depends on its batch as it is.
   */
  readonly moments?: ChannelMoments;
}

const OPERATOR = 'BatchNormalization';

/** What batch norms are looked for in. */
export interface Searched {
  readonly functions: ModelProto['functions'];
  readonly graph: GraphProto;
  readonly opset: number;
  /** The graph's input. */
  readonly images: string;
  /** For messages. */
  readonly file: string;
}

/** Finds the batch norms of a graph, in order. Throws `onnx/unsupported` where one cannot be given other statistics. */
export function findBatchNorms({
  functions,
  graph,
  opset,
  images,
  file,
}: Searched): readonly FoundBatchNorm[] {
  const nested = [...functions.flatMap(({ node }) => node), ...graph.node.flatMap(subgraphNodes)];
  if (nested.some(({ opType }) => opType === OPERATOR)) {
    throw unsupported({
      file,
      expected: 'batch norms in the main graph',
      received: 'some within a function, a loop or a branch',
      remedy: 'export the network without control flow around its batch norms, and functions inlined',
    });
  }
  const constants = constantsOf(graph);
  const ofImages = valuesFrom(graph, images);
  const nodes = graph.node.filter(({ opType }) => opType === OPERATOR);
  const names = namesOf(nodes);
  return nodes.map((node, i) => {
    const name = names[i]!;
    const vector = (at: number) => {
      const tensor = constants.get(node.input[at] ?? '');
      return tensor === undefined ? undefined : floatsOf(tensor);
    };
    const [mean, variance] = [vector(3), vector(4)];
    // Without scale and shift (`affine=False`) the exporter computes them from ones and zeros: others tell the channels.
    const told = constants.has(node.input[1] ?? '') ? vector(1) : (mean ?? variance ?? vector(2));
    if (told === undefined || told.length === 0) throw notInFile(file, `weight of batch norm ${name}`);
    const [channels, epsilon] = [told.length, epsilonOf(node)];
    const computed = [3, 4].every((at) => ofImages.has(node.input[at] ?? ''));
    if (computed || normalisesInTraining(node, opset)) return { name, node, channels, epsilon };
    if (mean?.length === channels && variance?.length === channels) {
      return { name, node, channels, epsilon, moments: { mean, variance } };
    }
    throw notInFile(file, `mean and variance of batch norm ${name}, ${channels} values each`);
  });
}

/** Whether a batch norm was exported in training mode: before opset 14 such a one has further outputs, since then an attribute. */
function normalisesInTraining({ attribute, output }: NodeProto, opset: number): boolean {
  return opset < 14
    ? output.slice(1).some((name) => name !== '')
    : attribute.some(({ name, i }) => name === 'training_mode' && i === 1n);
}

/** The operator's default where the node says none. */
function epsilonOf({ attribute }: NodeProto): number {
  return attribute.find(({ name }) => name === 'epsilon')?.f ?? 1e-5;
}

function notInFile(file: string, what: string): UserError {
  return unsupported({
    file,
    expected: `${what} in float32`,
    received: 'none that is a constant of the file',
    remedy: 'export the network in float32, with its weights',
  });
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
