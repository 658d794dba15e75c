import type { GraphProto } from './generated/onnx_pb.js';

/** Names of all values of a graph that are computed from its input, that itself included. Nodes stand after what they read. */
export function valuesFrom({ node }: GraphProto, input: string): ReadonlySet<string> {
  const values = new Set([input]);
  for (const { input: read, output } of node) {
    if (read.some((name) => values.has(name))) output.forEach((name) => values.add(name));
  }
  return values;
}
