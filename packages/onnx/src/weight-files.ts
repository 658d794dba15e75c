import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from './generated/onnx_pb.js';

/** Bytes of a model that is looked into: one with its weights elsewhere is smaller by far. */
const LARGEST = 64 * 2 ** 20;

/** The files beside an ONNX file in which it keeps weights, each once; none of one that cannot be read or holds its weights itself. */
export function weightFiles(path: string): readonly string[] {
  const locations = externalData(path)
    .filter(({ key }) => key === 'location')
    .map(({ value }) => resolve(dirname(path), value));
  return [...new Set(locations)];
}

function externalData(path: string) {
  try {
    const facts = statSync(path);
    if (!facts.isFile() || facts.size > LARGEST) return [];
    const bytes = readFileSync(path);
    // Every plan asks: most models are not worth decoding for it.
    if (!bytes.includes('location')) return [];
    const { graph } = fromBinary(ModelProtoSchema, bytes);
    return graph?.initializer.flatMap((tensor) => tensor.externalData) ?? [];
  } catch {
    // What is wrong with the file is said when it is imported.
    return [];
  }
}
