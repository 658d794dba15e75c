import { clone, create } from '@bufbuild/protobuf';
import { match } from 'ts-pattern';
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type ValueInfoProto,
} from './generated/onnx_pb.js';

/** The value of a node's attribute. */
export type Attribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'float'; readonly value: number };

/** A node to append to a graph. */
export interface NewNode {
  /** Unique; absent: the name of the first output. */
  readonly name?: string;
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/** Extent of a dimension, or the name of one that is known only at run time. */
export type Dimension = number | string;

/** Name of the extent of the first axis. */
export const BATCH = 'batch';

/** Collects nodes and constants of an ONNX graph. */
export class Graph {
  readonly #proto: GraphProto;

  constructor(name: string) {
    this.#proto = create(GraphProtoSchema, { name });
  }

  /** A graph with the constants of another one and none of its nodes; its inputs and outputs have any number of images. */
  static without(nodesOf: GraphProto): Graph {
    const graph = new Graph(nodesOf.name);
    const constants = new Set(nodesOf.initializer.map(({ name }) => name));
    graph.#proto.initializer = [...nodesOf.initializer];
    graph.#proto.sparseInitializer = nodesOf.sparseInitializer;
    graph.#proto.quantizationAnnotation = nodesOf.quantizationAnnotation;
    graph.#proto.input = nodesOf.input.map((value) =>
      constants.has(value.name) ? value : withAnyBatch(value),
    );
    graph.#proto.output = nodesOf.output.map(withAnyBatch);
    return graph;
  }

  node({ name, operator, inputs, outputs, attributes = {} }: NewNode): void {
    this.keep(
      create(NodeProtoSchema, {
        name: name ?? outputs[0]!,
        opType: operator,
        input: [...inputs],
        output: [...outputs],
        attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
      }),
    );
  }

  /** Appends a node as it is. */
  keep(node: NodeProto): void {
    this.#proto.node.push(node);
  }

  /** A float32 constant in row-major order; returns its name. */
  floats(name: string, shape: readonly number[], values: Float32Array): string {
    return this.#constant(
      name,
      shape,
      DataType.FLOAT,
      littleEndian(values.length * 4, (view) => {
        values.forEach((value, i) => view.setFloat32(i * 4, value, true));
      }),
    );
  }

  /** A vector of int64; returns its name. */
  integers(name: string, values: readonly number[]): string {
    return this.#constant(
      name,
      [values.length],
      DataType.INT64,
      littleEndian(values.length * 8, (view) => {
        values.forEach((value, i) => view.setBigInt64(i * 8, BigInt(value), true));
      }),
    );
  }

  /** Declares a float32 input of the graph. */
  input(name: string, shape: readonly Dimension[]): void {
    this.#proto.input.push(valueInfo(name, shape));
  }

  /** Declares a float32 output of the graph. */
  output(name: string, shape: readonly Dimension[]): void {
    this.#proto.output.push(valueInfo(name, shape));
  }

  /** The graph with all that was appended. */
  build(): GraphProto {
    return this.#proto;
  }

  #constant(name: string, shape: readonly number[], dataType: DataType, rawData: Uint8Array): string {
    this.#proto.initializer.push(
      create(TensorProtoSchema, { name, dims: shape.map(BigInt), dataType, rawData }),
    );
    return name;
  }
}

function attribute(name: string, attribute: Attribute): AttributeProto {
  return create(
    AttributeProtoSchema,
    match(attribute)
      .with({ kind: 'int' }, ({ value }) => ({ name, type: AttributeType.INT, i: BigInt(value) }))
      .with({ kind: 'ints' }, ({ value }) => ({ name, type: AttributeType.INTS, ints: value.map(BigInt) }))
      .with({ kind: 'float' }, ({ value }) => ({ name, type: AttributeType.FLOAT, f: value }))
      .exhaustive(),
  );
}

function valueInfo(name: string, shape: readonly Dimension[]): ValueInfoProto {
  const dim = shape.map((extent) =>
    typeof extent === 'number'
      ? { value: { case: 'dimValue' as const, value: BigInt(extent) } }
      : { value: { case: 'dimParam' as const, value: extent } },
  );
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType: DataType.FLOAT, shape: { dim } } } },
  });
}

/** The same value with an extent of the first axis that is known only at run time. */
function withAnyBatch(value: ValueInfoProto): ValueInfoProto {
  const copy = clone(ValueInfoProtoSchema, value);
  const type = copy.type?.value;
  const first = type?.case === 'tensorType' ? type.value.shape?.dim[0] : undefined;
  if (first !== undefined) first.value = { case: 'dimParam', value: BATCH };
  return copy;
}

function littleEndian(byteLength: number, write: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(byteLength);
  write(new DataView(bytes.buffer));
  return bytes;
}
