import { constantsOf } from './constants.ts';
import type { NodeProto } from './generated/onnx_pb.js';
import type { Model } from './read-model.ts';

/** What an ONNX model has, as far as its nodes and weights tell. */
export interface ModelFacts {
  /** Values of its weights, without the statistics of batch norms. */
  readonly parameters: number;
  /** Channels of its first convolution; 0 where it has none. */
  readonly width: number;
  /** What it gives for every class. */
  readonly answers: 'logits' | 'probabilities';
  /** Order of the axes of its input; `undefined` where the shape does not tell. */
  readonly layout: 'NCHW' | 'NHWC' | undefined;
  /**
   * Batch norms that PyTorch's exporter (2.x, `dynamo=True`) was given in training mode, and wrote without it: they have running statistics in
   * the file, and are the network's in `eval()` alone.
   */
  readonly givenInTraining: readonly string[];
}

/** Tells what a model has. */
export function modelFacts({ graph, input, output, batchNorms }: Model): ModelFacts {
  const constants = constantsOf(graph);
  const read = new Set(graph.node.flatMap((node) => node.input));
  const weights = graph.initializer.filter(({ name, dims }) => read.has(name) && dims.length > 0);
  const moments = batchNorms.reduce(
    (sum, norm) => sum + (norm.moments === undefined ? 0 : 2 * norm.channels),
    0,
  );
  const all = weights
    .filter(isFloat)
    .reduce((sum, { dims }) => sum + Number(dims.reduce((product, each) => product * each, 1n)), 0);
  const first = graph.node.find(({ opType }) => opType === 'Conv');
  const last = makerOf(graph.node, output.name);
  return {
    parameters: Math.max(0, all - moments),
    width: Number(constants.get(first?.input[1] ?? '')?.dims[0] ?? 0),
    answers: isSoftmax(graph.node, last) ? 'probabilities' : 'logits',
    layout: layoutOf(input.shape),
    givenInTraining: batchNorms.filter(({ node }) => saysTraining(node)).map(({ name }) => name),
  };
}

/** Nodes that change neither the values of a row of classes nor their order. */
const PASS_ON: readonly (string | undefined)[] = [
  'Identity',
  'Cast',
  'Dropout',
  'Flatten',
  'Squeeze',
  'Reshape',
  // Of probabilities, to keep them away from 0.
  'Clip',
];

/** Whether a node gives probabilities: a softmax, or the exponential of its logarithm. */
function isSoftmax(nodes: readonly NodeProto[], node: NodeProto | undefined): boolean {
  if (node?.opType !== 'Exp') return node?.opType === 'Softmax';
  return makerOf(nodes, node.input[0] ?? '')?.opType === 'LogSoftmax';
}

/** The node that computes a value, whatever only passes it on. */
function makerOf(nodes: readonly NodeProto[], value: string): NodeProto | undefined {
  const maker = nodes.find(({ output }) => output.includes(value));
  return PASS_ON.includes(maker?.opType) ? makerOf(nodes, maker!.input[0] ?? '') : maker;
}

/** Types of numbers that weights are of: float32, float16, float64, bfloat16. */
const FLOATS = [1, 10, 11, 16];

function isFloat({ dataType }: { readonly dataType: number }): boolean {
  return FLOATS.includes(dataType);
}

/** Numbers of channels that images have. */
const CHANNELS: readonly unknown[] = [1, 3, 4];

function layoutOf([, second, , last]: Model['input']['shape']): ModelFacts['layout'] {
  if (CHANNELS.includes(second)) return 'NCHW';
  return CHANNELS.includes(last) ? 'NHWC' : undefined;
}

/** The exporter names nodes after the operation of PyTorch that they stand for. */
function saysTraining({ name, output }: NodeProto): boolean {
  return [name, ...output].some((each) => each.includes('_native_batch_norm_legit_functional'));
}
