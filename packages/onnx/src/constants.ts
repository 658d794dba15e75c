import { create } from '@bufbuild/protobuf';
import {
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  type AttributeProto,
  type GraphProto,
  type TensorProto,
} from './generated/onnx_pb.js';

// A tensor's type is a plain number in the format.
const FLOAT: number = DataType.FLOAT;
const INT64: number = DataType.INT64;

/** The constants of a graph by name: initializers, what `Constant` nodes give, and these under the names that `Identity` nodes give them. */
export function constantsOf({ initializer, node }: GraphProto): ReadonlyMap<string, TensorProto> {
  const constants = new Map(initializer.map((tensor) => [tensor.name, tensor]));
  for (const { opType, input, output, attribute } of node) {
    const value = attribute.map(tensorOf).find((tensor) => tensor !== undefined);
    const same = constants.get(input[0] ?? '');
    if (opType === 'Constant' && value !== undefined) constants.set(output[0]!, value);
    if (opType === 'Identity' && same !== undefined) constants.set(output[0]!, same);
  }
  return constants;
}

/** What an attribute of `Constant` holds, as a tensor. */
function tensorOf({ name, t, f, floats, i, ints }: AttributeProto): TensorProto | undefined {
  const vector = (length: number) => [BigInt(length)];
  switch (name) {
    case 'value':
      return t;
    case 'value_float':
      return create(TensorProtoSchema, { dataType: FLOAT, floatData: [f] });
    case 'value_floats':
      return create(TensorProtoSchema, { dataType: FLOAT, dims: vector(floats.length), floatData: floats });
    case 'value_int':
      return create(TensorProtoSchema, { dataType: INT64, int64Data: [i] });
    case 'value_ints':
      return create(TensorProtoSchema, { dataType: INT64, dims: vector(ints.length), int64Data: ints });
    default:
      return undefined;
  }
}

/** The values of a float32 tensor; undefined where it is of another type, or kept in another file. */
export function floatsOf({ dataType, rawData, floatData, dims }: TensorProto): Float32Array | undefined {
  if (dataType !== FLOAT) return undefined;
  const length = dims.reduce((product, extent) => product * Number(extent), 1);
  if (floatData.length === length && rawData.length === 0) return Float32Array.from(floatData);
  if (rawData.length !== length * 4) return undefined;
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  return Float32Array.from({ length }, (_, i) => view.getFloat32(i * 4, true));
}

/**
 * The vectors and numbers of int64 in a graph that are constant, by name: constants, and those that `Unsqueeze` and `Concat` put together of them, as
 * PyTorch leaves a shape that was not folded.
 */
export function constantIntegers(graph: GraphProto): ReadonlyMap<string, readonly number[]> {
  const known = new Map<string, readonly number[]>();
  for (const [name, tensor] of constantsOf(graph)) {
    const integers = integersOf(tensor);
    if (integers !== undefined) known.set(name, integers);
  }
  for (const { opType, input, output } of graph.node) {
    const parts = input.map((name) => known.get(name));
    if (opType === 'Unsqueeze' && parts[0]?.length === 1) known.set(output[0]!, parts[0]);
    if (opType === 'Concat' && parts.every((part) => part !== undefined)) known.set(output[0]!, parts.flat());
  }
  return known;
}

/** Undefined where the type is another, or the values are kept in another file. */
function integersOf({ dataType, rawData, int64Data, dims }: TensorProto): readonly number[] | undefined {
  if (dataType !== INT64) return undefined;
  const length = dims.reduce((product, extent) => product * Number(extent), 1);
  if (int64Data.length === length && rawData.length === 0) return int64Data.map(Number);
  if (rawData.length !== length * 8) return undefined;
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  return Array.from({ length }, (_, i) => Number(view.getBigInt64(i * 8, true)));
}
