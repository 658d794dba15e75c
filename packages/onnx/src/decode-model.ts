import { fromBinary } from '@bufbuild/protobuf';
import { UserError } from '@batchmates/errors';
import { ModelProtoSchema, type ModelProto } from './generated/onnx_pb.js';

/** The message in an ONNX file. Throws a `UserError` (`onnx/unreadable`) that names `file` when it is no such message. */
export function decodeModel(bytes: Uint8Array, file: string): ModelProto {
  try {
    const proto = fromBinary(ModelProtoSchema, bytes);
    if (proto.graph === undefined || proto.graph.node.length === 0) throw new Error('no graph');
    return proto;
  } catch (cause) {
    throw new UserError({
      code: 'onnx/unreadable',
      what: file,
      expected: 'an ONNX file',
      received: `other bytes (${reasonOf(cause)})`,
      cause,
    });
  }
}

function reasonOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replaceAll(/\s+/g, ' ');
}
