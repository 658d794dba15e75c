import { dirname, join, resolve, sep } from 'node:path';
import { toBinary } from '@bufbuild/protobuf';
import { openRegularFile, readBytes, readRegularFile, UnreadableFile } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { decodeModel } from './decode-model.ts';
import {
  ModelProtoSchema,
  TensorProto_DataLocation as Location,
  type ModelProto,
  type TensorProto,
} from './generated/onnx_pb.js';
import { readModel, type Model } from './read-model.ts';
import { unsupported } from './unsupported.ts';

/** Of a model with all its weights, in bytes: what the format can hold in one file. */
const LARGEST = 2 ** 31 - 1;

/**
 * Reads an ONNX file with the weights that it keeps in files beside it (`model.onnx.data`), as PyTorch writes them. Throws what `readModel` throws,
 * `onnx/unreadable` when one of the files is absent or too short, and the signal's reason when it is aborted.
 */
export async function readModelFile(path: string, signal?: AbortSignal): Promise<Model> {
  const proto = decodeModel(
    await unlessUnreadable(
      { what: path, expected: 'an ONNX file' },
      readRegularFile(path, undefined, signal),
    ),
    path,
  );
  await inlineWeights(proto, path);
  return readModel(proto, path);
}

/** What is in an ONNX file that holds its weights itself; `file` is its name in errors. Throws what `readModel` throws. */
export function readModelBytes(bytes: Uint8Array, file: string): Model {
  return readModel(decodeModel(bytes, file), file);
}

/** A model as an ONNX file that holds its weights. */
export function encodeModel({ proto }: Pick<Model, 'proto'>): Uint8Array {
  return toBinary(ModelProtoSchema, proto);
}

async function inlineWeights({ graph }: ModelProto, path: string): Promise<void> {
  let total = 0;
  for (const tensor of graph?.initializer ?? []) {
    if (tensor.dataLocation !== Location.EXTERNAL) continue;
    const bytes = await readWeights(tensor, path, LARGEST - total);
    total += bytes.length;
    tensor.rawData = bytes;
    tensor.dataLocation = Location.DEFAULT;
    tensor.externalData = [];
  }
}

/** The bytes of a tensor that is kept in another file: from `offset`, of `length` or to the end of the file. */
async function readWeights(
  { name, externalData }: TensorProto,
  path: string,
  most: number,
): Promise<Uint8Array> {
  const entries = new Map(externalData.map(({ key, value }) => [key, value]));
  const location = entries.get('location') ?? '';
  const folder = resolve(dirname(path));
  const file = resolve(folder, location);
  const [offset, length] = ['offset', 'length'].map((key) => wholeNumber(entries.get(key)));
  const isInside = file.startsWith(folder + sep);
  if (!isInside || Number.isNaN(offset) || Number.isNaN(length)) {
    throw unsupported({
      file: path,
      expected: `weights of ${name} in its own folder, at a place given in whole numbers`,
      received: JSON.stringify(Object.fromEntries(entries)),
      remedy: 'export the network again, into a folder of its own',
    });
  }
  const wanted = { what: path, expected: `weights of ${name} in ${join(dirname(path), location)}` };
  return unlessUnreadable(wanted, readPart({ path: file, start: offset ?? 0, length, most }));
}

/** NaN where a text is none. */
function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d{1,15}$/.test(text) ? Number(text) : NaN;
}

interface Part {
  readonly path: string;
  readonly start: number;
  /** Absent: to the end. */
  readonly length: number | undefined;
  readonly most: number;
}

async function readPart({ path, start, length: given, most }: Part): Promise<Uint8Array> {
  const { handle, size } = await openRegularFile(path);
  try {
    const length = given ?? Math.max(size - start, 0);
    const end = start + length;
    if (end > size) throw new UnreadableFile(path, `${size} bytes, where there should be ${end} or more`);
    if (length > most) throw new UnreadableFile(path, `more than the ${LARGEST} bytes that a model may have`);
    return await readBytes(handle, { path, start, bytes: new Uint8Array(length) });
  } finally {
    await handle.close();
  }
}

/** What a file was to hold. */
interface Wanted {
  readonly what: string;
  readonly expected: string;
}

async function unlessUnreadable<Result>(wanted: Wanted, read: Promise<Result>): Promise<Result> {
  return read.catch((cause: unknown) => {
    if (!(cause instanceof UnreadableFile)) throw cause;
    throw new UserError({ code: 'onnx/unreadable', ...wanted, received: cause.reason, cause });
  });
}
