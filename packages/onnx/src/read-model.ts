import { invariant } from '@batchmates/errors';
import { findBatchNorms, type FoundBatchNorm } from './find-batch-norms.ts';
import { foldedBatchNorms } from './folded-batch-norms.ts';
import {
  TensorProto_DataType as DataType,
  type GraphProto,
  type ModelProto,
  type ValueInfoProto,
} from './generated/onnx_pb.js';
import type { Dimension } from './graph.ts';
import { unsupported } from './unsupported.ts';

/** A tensor that a model takes or gives. */
export interface ModelValue {
  readonly name: string;
  /** Extents, or names of those that are known only at run time. */
  readonly shape: readonly Dimension[];
}

/** An image classifier in an ONNX file. */
export interface Model {
  readonly proto: ModelProto;
  readonly graph: GraphProto;
  /** Version of the standard operators. */
  readonly opset: number;
  /** Float32, `[batch, channels, height, width]` or `[batch, height, width, channels]`. */
  readonly input: ModelValue;
  /** Float32, `[batch, classes]`. */
  readonly output: ModelValue;
  /** In the order of the nodes. */
  readonly batchNorms: readonly FoundBatchNorm[];
  /** Names of batch norms that the exporter folded into other layers, where the file tells. */
  readonly folded: readonly string[];
  /** Words that go along in the file, by key. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** A tensor's type is a plain number in the format. */
const FLOAT: number = DataType.FLOAT;

/** The oldest opset whose batch norm is today's. */
const OLDEST_OPSET = 9;

/**
 * What an ONNX model has in it; `file` is its name in errors. Throws a `UserError` (`onnx/unsupported`) when it is no image classifier, or one
 * that cannot be given other statistics.
 */
export function readModel(proto: ModelProto, file: string): Model {
  const { graph } = proto;
  invariant(graph, 'a decoded model has a graph');
  const opset = Number(proto.opsetImport.find(({ domain }) => isStandard(domain))?.version ?? 0);
  if (opset < OLDEST_OPSET) {
    throw unsupported({
      file,
      expected: `operators of version ${OLDEST_OPSET} or later`,
      received: `version ${opset}`,
      remedy: 'export the network again, with opset 17 or later',
    });
  }
  const input = onlyInput(graph, file);
  return {
    ...{ proto, graph, opset, input },
    output: onlyOutput(graph, file),
    batchNorms: findBatchNorms({ functions: proto.functions, graph, opset, images: input.name, file }),
    folded: foldedBatchNorms(graph),
    metadata: new Map(proto.metadataProps.map(({ key, value }) => [key, value])),
  };
}

/** The standard operators go by two names. */
function isStandard(domain: string): boolean {
  return domain === '' || domain === 'ai.onnx';
}

function onlyInput({ input, initializer }: GraphProto, file: string): ModelValue {
  // Up to version 3 of the format, constants are listed among the inputs.
  const constants = new Set(initializer.map(({ name }) => name));
  const values = input.filter(({ name }) => !constants.has(name));
  const [only] = values;
  const shape = only === undefined ? undefined : floatShape(only);
  if (values.length === 1 && shape?.length === 4) return { name: only!.name, shape };
  throw unsupported({
    file,
    expected: 'one input, float32 of 4 dimensions: a batch of images',
    received: describeValues(values),
    remedy: 'export a network that takes images alone, in float32',
  });
}

function onlyOutput({ output }: GraphProto, file: string): ModelValue {
  const [only] = output;
  const shape = only === undefined ? undefined : floatShape(only);
  if (output.length === 1 && shape?.length === 2) return { name: only!.name, shape };
  throw unsupported({
    file,
    expected: 'one output, float32 of 2 dimensions: a row of classes for each image',
    received: describeValues(output),
    remedy: 'export a network that returns the logits or probabilities alone',
  });
}

/** Undefined where the type is another. */
function floatShape({ type }: ValueInfoProto): readonly Dimension[] | undefined {
  const value = type?.value;
  if (value?.case !== 'tensorType' || value.value.elemType !== FLOAT) return undefined;
  return value.value.shape?.dim.map(({ value: extent }, axis) => {
    if (extent.case === 'dimValue' && extent.value > 0n) return Number(extent.value);
    return extent.case === 'dimParam' && extent.value !== '' ? extent.value : `axis ${axis}`;
  });
}

function describeValues(values: readonly ValueInfoProto[]): string {
  if (values.length === 0) return 'none';
  const words = values.map((value) => {
    const { name, type } = value;
    const shape = floatShape(value);
    if (shape !== undefined) return `${name} float32 [${shape.join(', ')}]`;
    const tensor = type?.value.case === 'tensorType' ? type.value.value.elemType : DataType.UNDEFINED;
    return `${name} ${DataType[tensor]?.toLowerCase() ?? 'of another type'}`;
  });
  return words.join('; ');
}
