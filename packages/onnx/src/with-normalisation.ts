import { clone, create, toBinary } from '@bufbuild/protobuf';
import { invariant } from '@batchmates/errors';
import { appendBatchMoments } from './batch-moments.ts';
import { constantIntegers } from './constants.ts';
import type { FoundBatchNorm } from './find-batch-norms.ts';
import {
  AttributeProto_AttributeType as Type,
  AttributeProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  type GraphProto,
  type NodeProto,
} from './generated/onnx_pb.js';
import { Graph } from './graph.ts';
import { momentNames, openMoments, takesBatch, type NormalisationByLayer } from './normalisation.ts';
import type { Model, ModelValue } from './read-model.ts';
import { valuesFrom } from './values-from.ts';

/**
 * How a batch norm is made to take the moments of the batch: `nodes` that compute them are put in front of it (from opset 9); or its own
 * `training mode` (from opset 14) with a momentum of 0, by which its further outputs are the moments of the batch.
 */
export type BatchMomentsBy = 'nodes' | 'training mode';

/**
 * The model with other statistics in its batch norms, as an ONNX file; batches may have any size, as far as constant shapes tell. `batch` of the
 * normalisation must name batch norms of the model.
 */
export function withNormalisation(
  { proto, graph: given, opset, batchNorms, input }: Model,
  normalisation: NormalisationByLayer,
  by: BatchMomentsBy = 'nodes',
): Uint8Array {
  invariant(by === 'nodes' || opset >= 14, 'batch norms have a training mode');
  for (const name of normalisation.batch) {
    invariant(
      batchNorms.some((norm) => norm.name === name),
      `the model has a batch norm "${name}"`,
    );
  }
  const graph = Graph.without(given);
  const norms = new Map(batchNorms.map((norm) => [norm.node, norm]));
  const targets = fixedTargets(given, input);
  for (const node of given.node) {
    const [norm, target] = [norms.get(node), targets.get(node)];
    if (norm !== undefined) appendBatchNorm(graph, norm, { normalisation, by, opset });
    else if (target !== undefined) appendReshape(graph, node, target);
    else graph.keep(node);
  }
  const { $typeName: _, ...parts } = proto;
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { ...parts, graph: graph.build() }));
}

interface NormRewrite {
  readonly normalisation: NormalisationByLayer;
  readonly by: BatchMomentsBy;
  readonly opset: number;
}

function appendBatchNorm(
  graph: Graph,
  { name, node, channels }: FoundBatchNorm,
  { normalisation, by, opset }: NormRewrite,
): void {
  const names = momentNames(name, normalisation);
  const norm = clone(NodeProtoSchema, node);
  const [source = '', weight = '', bias = ''] = node.input;
  const isTraining = takesBatch(name, normalisation) && by === 'training mode';
  norm.attribute = node.attribute.filter((each) => !['training_mode', 'momentum'].includes(each.name));
  norm.output = node.output.slice(0, 1);
  if (isTraining) {
    norm.attribute.push(
      create(AttributeProtoSchema, { name: 'training_mode', type: Type.INT, i: 1n }),
      create(AttributeProtoSchema, { name: 'momentum', type: Type.FLOAT, f: 0 }),
    );
    norm.output.push(names.mean, names.variance);
  } else {
    norm.input = [source, weight, bias, names.mean, names.variance];
    if (takesBatch(name, normalisation)) appendBatchMoments(graph, source, { ...names, opset });
  }
  graph.keep(norm);
  openMoments(graph, name, channels, normalisation);
}

/** `Reshape` nodes of images whose constant target begins with the one batch size that the model was exported for, with that target. */
function fixedTargets(
  graph: GraphProto,
  { name, shape: [batch] }: ModelValue,
): ReadonlyMap<NodeProto, readonly number[]> {
  if (typeof batch !== 'number') return new Map();
  const integers = constantIntegers(graph);
  const ofImages = valuesFrom(graph, name);
  return new Map(
    graph.node.flatMap((node) => {
      const target =
        isReshape(node) && ofImages.has(node.input[0]!) ? integers.get(node.input[1]!) : undefined;
      return target?.[0] === batch ? [[node, target] as const] : [];
    }),
  );
}

function isReshape({ opType, input }: NodeProto): boolean {
  return opType === 'Reshape' && input.length === 2;
}

/** A `Reshape` that leaves the first axis as it is: a target of 0 says so, unless `allowzero` makes it mean none. */
function appendReshape(graph: Graph, node: NodeProto, [, ...rest]: readonly number[]): void {
  const target = graph.integers(`${node.output[0]!}.any_batch`, [0, ...rest]);
  const attribute = node.attribute.filter(({ name }) => name !== 'allowzero');
  graph.keep(create(NodeProtoSchema, { ...node, attribute, input: [node.input[0]!, target] }));
}
