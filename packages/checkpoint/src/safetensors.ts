import { UserError } from '@batchmates/errors';
import type { Tensor } from '@batchmates/engine';
import { z } from 'zod';

/** Named float32 tensors, and free text about them. */
export interface SafetensorsContent {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata?: Readonly<Record<string, string>>;
}

const extent = z.number().int().nonnegative();

const entrySchema = z.strictObject({
  dtype: z.literal('F32'),
  shape: z.array(extent),
  data_offsets: z.tuple([extent, extent]),
});

const headerSchema = z
  .object({ __metadata__: z.record(z.string(), z.string()).optional() })
  .catchall(entrySchema);

/** The format allows 100 MB; ours has some kilobytes. */
const LARGEST_HEADER = 100_000_000;

/**
 * Encodes tensors in the safetensors format: the header's length (uint64, little endian), a JSON header
 * (`name -> dtype, shape, data_offsets`), then the values, little endian, in the given order without gaps.
 */
export function encodeSafetensors({ tensors, metadata }: SafetensorsContent): Uint8Array {
  const header: Record<string, unknown> = metadata === undefined ? {} : { __metadata__: metadata };
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, (end += data.byteLength)] };
  }
  const json = Buffer.from(JSON.stringify(header));
  // Padded with spaces so that the values start at a multiple of 8.
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + headerBytes + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, 8, 8 + headerBytes);
  file.set(json, 8);
  let at = 8 + headerBytes;
  for (const { data } of tensors.values()) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

/**
 * Decodes the safetensors format; the tensors own their values. `name` is what messages call the file. Throws a
 * `UserError` (`safetensors/corrupt`) when the bytes are not a whole file of float32 tensors.
 */
export function decodeSafetensors(file: Uint8Array, name: string): SafetensorsContent {
  const { header, values } = splitFile(file, name);
  const { __metadata__: metadata, ...entries } = header;
  const tensors = new Map<string, Tensor>();
  for (const [tensor, entry] of Object.entries(entries)) {
    const {
      shape,
      data_offsets: [begin, end],
    } = entry;
    const elements = shape.reduce((product, each) => product * each, 1);
    if (end - begin !== 4 * elements || end > values.length) {
      throw corrupt(
        name,
        `${4 * elements} bytes of tensor "${tensor}"`,
        `bytes ${begin} to ${end} of ${values.length}`,
      );
    }
    // A copy: values need not start at a multiple of 4 in the file of another writer. Not by slice(): a Buffer's is a view.
    const bytes = new Uint8Array(values.subarray(begin, end));
    tensors.set(tensor, { shape, data: new Float32Array(bytes.buffer) });
  }
  return metadata === undefined ? { tensors } : { tensors, metadata };
}

function splitFile(
  file: Uint8Array,
  name: string,
): { readonly header: z.output<typeof headerSchema>; readonly values: Uint8Array } {
  if (file.length < 8) throw corrupt(name, 'at least 8 bytes', `${file.length}`);
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (length > LARGEST_HEADER || 8 + length > file.length) {
    throw corrupt(name, `a header within its ${file.length} bytes`, `one of ${length} bytes`);
  }
  const header = headerSchema.safeParse(parseJson(file.subarray(8, 8 + length)));
  if (!header.success) {
    const issue = header.error.issues[0];
    throw corrupt(
      name,
      'a header of float32 tensors',
      `${issue?.message ?? ''} at ${issue?.path.join('.') || 'its start'}`,
    );
  }
  return { header: header.data, values: file.subarray(8 + length) };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function corrupt(name: string, expected: string, received: string): UserError {
  return new UserError({
    code: 'safetensors/corrupt',
    what: `safetensors file ${name}`,
    expected,
    received,
    remedy: 'the file is damaged or of another kind: make it again',
  });
}
