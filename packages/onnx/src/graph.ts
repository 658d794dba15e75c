import { create } from '@bufbuild/protobuf';
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
  type TensorProto,
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

/** Collects nodes and constants of an ONNX graph. */
export class Graph {
  readonly #nodes: NodeProto[] = [];
  readonly #initializers: TensorProto[] = [];
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];

  node({ name, operator, inputs, outputs, attributes = {} }: NewNode): void {
    this.#nodes.push(
      create(NodeProtoSchema, {
        name: name ?? outputs[0]!,
        opType: operator,
        input: [...inputs],
        output: [...outputs],
        attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
      }),
    );
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
    this.#inputs.push(valueInfo(name, shape));
  }

  /** Declares a float32 output of the graph. */
  output(name: string, shape: readonly Dimension[]): void {
    this.#outputs.push(valueInfo(name, shape));
  }

  build(name: string): GraphProto {
    return create(GraphProtoSchema, {
      name,
      node: this.#nodes,
      initializer: this.#initializers,
      input: this.#inputs,
      output: this.#outputs,
    });
  }

  #constant(name: string, shape: readonly number[], dataType: DataType, rawData: Uint8Array): string {
    this.#initializers.push(create(TensorProtoSchema, { name, dims: shape.map(BigInt), dataType, rawData }));
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

function littleEndian(byteLength: number, write: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(byteLength);
  write(new DataView(bytes.buffer));
  return bytes;
}
