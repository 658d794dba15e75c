import { parseJson } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import type { Tensor } from '@batchmates/engine';
import { z } from 'zod';
import { FLOAT_BYTES, widen, type FloatType } from './half-precision.ts';

/** Named float32 tensors, and free text about them. */
export interface SafetensorsContent {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata?: Readonly<Record<string, string>>;
}

const extent = z.number().int().nonnegative();

const place = { shape: z.array(extent), data_offsets: z.tuple([extent, extent]) };
const float32Schema = z.strictObject({ dtype: z.literal('F32'), ...place });
const floatSchema = z.strictObject({ dtype: z.enum(['F32', 'F16', 'BF16']), ...place });

/** PyTorch's count of the batches that a batch norm has seen; only its `momentum=None` uses it. */
const COUNT_OF_BATCHES = /(^|\.)num_batches_tracked$/;
const countSchema = z.strictObject({ dtype: z.literal('I64'), ...place });

const metadataSchema = z.record(z.string(), z.string());

type Entry = z.output<typeof floatSchema> | z.output<typeof countSchema>;

/** Key of the free text in a header. */
const METADATA = '__metadata__';

/** The format allows 100 MB; ours has some kilobytes. */
const LARGEST_HEADER = 100_000_000;

/**
 * Encodes tensors in the safetensors format: the header's length (uint64, little endian), a JSON header
 * (`name -> dtype, shape, data_offsets`), then the values, little endian, in the given order without gaps.
 */
export function encodeSafetensors({ tensors, metadata }: SafetensorsContent): Uint8Array {
  let end = 0;
  const entries = [...tensors].map(
    ([name, { shape, data }]) =>
      [name, { dtype: 'F32', shape, data_offsets: [end, (end += data.byteLength)] }] as const,
  );
  const header = [...(metadata === undefined ? [] : [[METADATA, metadata] as const]), ...entries];
  const json = Buffer.from(JSON.stringify(Object.fromEntries<unknown>(header)));
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
 * Decodes the safetensors format; the tensors own their values. `name` is what messages call the file. PyTorch's `num_batches_tracked` (I64)
 * are left out. With `halfPrecision`, F16 and BF16 tensors are read, too, widened to float32. Throws a `UserError` (`safetensors/corrupt`) when
 * the bytes are not a whole file of such tensors, each byte of the values in exactly one of them, as the format demands.
 */
export function decodeSafetensors(
  file: Uint8Array,
  name: string,
  { halfPrecision = false }: { readonly halfPrecision?: boolean } = {},
): SafetensorsContent {
  const { entries, metadata, values } = splitFile(file, name, halfPrecision ? floatSchema : float32Schema);
  checkPlaces(entries, values.length, name);
  const tensors = new Map<string, Tensor>();
  for (const [tensor, entry] of entries) {
    if (entry.dtype === 'I64') continue;
    const [begin, end] = entry.data_offsets;
    tensors.set(tensor, { shape: entry.shape, data: widen(entry.dtype, values.subarray(begin, end)) });
  }
  return metadata === undefined ? { tensors } : { tensors, metadata };
}

interface SplitFile {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly metadata: Readonly<Record<string, string>> | undefined;
  readonly values: Uint8Array;
}

function splitFile(
  file: Uint8Array,
  name: string,
  entrySchema: typeof float32Schema | typeof floatSchema,
): SplitFile {
  if (file.length < 8) throw corrupt(name, 'at least 8 bytes', `${file.length}`);
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (length > LARGEST_HEADER || 8 + length > file.length) {
    throw corrupt(name, `a header within its ${file.length} bytes`, `one of ${length} bytes`);
  }
  const text = textOf(file.subarray(8, 8 + length));
  const header = text === undefined ? undefined : parseJson(text);
  checked(z.looseObject({}), header, [], name);
  const twice = repeatedName(text ?? '');
  if (twice !== undefined) throw corrupt(name, 'each name once', `"${twice}" twice`);
  const entries = new Map<string, Entry>();
  let metadata: Readonly<Record<string, string>> | undefined;
  // Not what the schema gives: a tensor may be called __proto__.
  for (const [key, value] of Object.entries(header as Record<string, unknown>)) {
    if (key === METADATA) metadata = checked(metadataSchema, value, [key], name);
    else entries.set(key, checked(isCount(key, value) ? countSchema : entrySchema, value, [key], name));
  }
  return { entries, metadata, values: file.subarray(8 + length) };
}

/** The values lie end to end, as many as the shapes say, and there are no other bytes. */
function checkPlaces(entries: ReadonlyMap<string, Entry>, bytes: number, name: string): void {
  const inOrder = [...entries].toSorted(
    ([, { data_offsets: left }], [, { data_offsets: right }]) => left[0] - right[0] || left[1] - right[1],
  );
  let next = 0;
  for (const [tensor, { dtype, shape, data_offsets: offsets }] of inOrder) {
    const [begin, end] = offsets;
    const wanted = shape.reduce((product, each) => product * each, bytesOf(dtype));
    if (end - begin !== wanted || end > bytes)
      throw corrupt(name, `${wanted} bytes of tensor "${tensor}"`, `bytes ${begin} to ${end} of ${bytes}`);
    if (begin !== next)
      throw corrupt(name, `tensor "${tensor}" from byte ${next}, where the one before ends`, `byte ${begin}`);
    next = end;
  }
  if (next !== bytes) throw corrupt(name, `${next} bytes of values`, `${bytes}`);
}

function bytesOf(dtype: FloatType | 'I64'): number {
  return dtype === 'I64' ? 8 : FLOAT_BYTES[dtype];
}

function isCount(tensor: string, entry: unknown): boolean {
  return COUNT_OF_BATCHES.test(tensor) && countSchema.safeParse(entry).success;
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A key that stands twice in a JSON object (not deeper), of which `JSON.parse` keeps the last; `undefined` when there is none. */
function repeatedName(json: string): string | undefined {
  const seen = new Set<unknown>();
  let depth = 0;
  for (const [token, text] of json.matchAll(/("(?:[^"\\]|\\.)*")(?=\s*:)|"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (text !== undefined) {
      const key: unknown = depth === 1 ? JSON.parse(text) : undefined;
      if (typeof key === 'string' && seen.has(key)) return key;
      seen.add(key);
    } else if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
  }
  return undefined;
}

function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path: readonly string[],
  name: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = [...path, ...(issue?.path ?? [])].join('.');
  const received = `${issue?.message ?? ''} at ${place || 'its start'}`;
  const isOtherType = issue?.path.at(-1) === 'dtype';
  throw corrupt(
    name,
    'a header of float32 tensors',
    received,
    isOtherType ? 'save its tensors in float32' : undefined,
  );
}

function corrupt(
  name: string,
  expected: string,
  received: string,
  remedy = 'the file is damaged or of another kind: make it again',
): UserError {
  return new UserError({
    code: 'safetensors/corrupt',
    what: `safetensors file ${name}`,
    expected,
    received,
    remedy,
  });
}
