import { basename, dirname, join } from 'node:path';
import { openRegularFile, readBytes, readRegularFile, UnreadableFile } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { decodeModel } from './decode-model.ts';
import {
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
 * and `onnx/unreadable` when one of the files is absent or too short.
 */
export async function readModelFile(path: string): Promise<Model> {
  const proto = decodeModel(
    await unlessUnreadable({ what: path, expected: 'an ONNX file' }, readRegularFile(path)),
    path,
  );
  await inlineWeights(proto, path);
  return readModel(proto, path);
}

async function inlineWeights({ graph }: ModelProto, path: string): Promise<void> {
  let total = 0;
  for (const tensor of graph?.initializer ?? []) {
    const { location, offset, length } = placeOf(tensor);
    if (tensor.dataLocation !== Location.EXTERNAL || location === undefined) continue;
    if (location !== basename(location)) {
      throw unsupported(
        path,
        'weights in files beside it',
        `"${location}"`,
        'export it into a folder of its own',
      );
    }
    total += length;
    if (!(length >= 0 && offset >= 0 && total <= LARGEST)) {
      throw unsupported(
        path,
        `at most ${LARGEST} bytes of weights`,
        `${total} or more`,
        'use a smaller model',
      );
    }
    tensor.rawData = await readPart(path, join(dirname(path), location), offset, length);
    tensor.dataLocation = Location.DEFAULT;
    tensor.externalData = [];
  }
}

function placeOf({ externalData }: TensorProto) {
  const entries = new Map(externalData.map(({ key, value }) => [key, value]));
  const number = (key: string) => Number(entries.get(key) ?? 0);
  return { location: entries.get('location'), offset: number('offset'), length: number('length') };
}

async function readPart(model: string, path: string, start: number, length: number): Promise<Uint8Array> {
  const wanted = { what: model, expected: `its weights in ${path}` };
  return unlessUnreadable(wanted, readFrom(path, start, length));
}

async function readFrom(path: string, start: number, length: number): Promise<Uint8Array> {
  const { handle, size } = await openRegularFile(path);
  try {
    const end = start + length;
    if (end > size) throw new UnreadableFile(path, `${size} bytes, where there should be ${end} or more`);
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
