import { match } from 'ts-pattern';
import type { ArrowFooter } from './arrow-footer.ts';
import { typeName, type ArrowType } from './arrow-type.ts';
import { countAt, FlatTable } from './flat-table.ts';
import { numbersOf } from './numbers-of.ts';

/** One record batch: its rows, and where the bytes of each column lie. */
export interface ArrowBatch {
  readonly rows: number;
  /** In the order of the footer's columns. */
  readonly columns: readonly ColumnBytes[];
}

/** The bytes of a column, as views into the file, checked to be as many as the rows need. */
export interface ColumnBytes {
  /** Values end to end. */
  readonly values: Uint8Array;
  /** Of values of different lengths: int32, row `i` is `values[offsets[i]]` to `values[offsets[i + 1]]`. */
  readonly offsets?: Int32Array;
}

/** Members of Arrow's union `MessageHeader`. */
const RECORD_BATCH = 3;

/** Every message since 2019 begins with it. */
const CONTINUATION = 0xffffffff;

/**
 * Reads the record batches of a whole file. Throws an `Error` when lengths do not agree with the file, the footer or each other, and for what
 * our files never have: missing values, dictionaries, compression.
 */
export function readBatches(file: Uint8Array, { columns, blocks }: ArrowFooter): ArrowBatch[] {
  const types = columns.map(({ type }) => type);
  let end = 0;
  return blocks.map((block) => {
    // Blocks that repeat a batch would let a small file claim any number of rows.
    if (block.offset < end) throw new Error('record batches over each other');
    const body = block.offset + block.metadataBytes;
    end = body + block.bodyBytes;
    if (block.metadataBytes < 8 || end > file.length) throw new RangeError('a record batch beyond the end');
    return readBatch(file.subarray(block.offset, body), file.subarray(body, end), types);
  });
}

function readBatch(metadata: Uint8Array, body: Uint8Array, types: readonly ArrowType[]): ArrowBatch {
  const message = messageOf(metadata);
  if (message.uint8(1) !== RECORD_BATCH) throw new Error('a message that is no record batch');
  if (message.count(3) !== body.length)
    throw new Error('a record batch of another length than its footer says');
  const batch = message.table(2);
  if (batch.has(3)) throw new Error('compressed columns');
  const rows = batch.count(0);
  const nodes = batch.structs(1, 16, (view, at) => ({
    rows: countAt(view, at),
    nulls: countAt(view, at + 8),
  }));
  const regions = batch.structs(2, 16, (view, at) => ({
    start: countAt(view, at),
    bytes: countAt(view, at + 8),
  }));
  const expected = types.flatMap((type) => (type.kind === 'rows' ? [rows, rows * type.width] : [rows]));
  if (nodes.length !== expected.length || nodes.some((node, index) => node.rows !== expected[index]))
    throw new Error('columns of different lengths');
  if (nodes.some(({ nulls }) => nulls > 0)) throw new Error('missing values');
  const buffers = cut(body, regions);
  if (buffers.length !== types.reduce((sum, type) => sum + buffersOf(type), 0))
    throw new Error('another number of buffers');
  let next = 0;
  const columns = types.map((type) => {
    return columnBytes(type, rows, buffers.slice(next, (next += buffersOf(type))));
  });
  return { rows, columns };
}

function messageOf(metadata: Uint8Array): FlatTable {
  const prefix = new DataView(metadata.buffer, metadata.byteOffset, metadata.byteLength);
  if (prefix.getUint32(0, true) !== CONTINUATION) throw new Error('no message where the footer says');
  const bytes = prefix.getInt32(4, true);
  if (bytes < 4 || 8 + bytes > metadata.length) throw new RangeError(`a message of ${bytes} bytes`);
  return FlatTable.rootOf(metadata.subarray(8, 8 + bytes));
}

/** The parts of a body. None may lie over another, so that checking them all takes no longer than the file is. */
function cut(
  body: Uint8Array,
  regions: readonly { readonly start: number; readonly bytes: number }[],
): Uint8Array[] {
  let end = 0;
  return regions.map(({ start, bytes }) => {
    if (bytes === 0) return new Uint8Array(0);
    if (start < end || start + bytes > body.length) throw new RangeError('a column outside its record batch');
    end = start + bytes;
    return body.subarray(start, end);
  });
}

/** Each column has a bitmap of missing values, which is empty, before its own buffers; so have the numbers of rows. */
function buffersOf(type: ArrowType): number {
  return match(type)
    .with({ kind: 'number' }, { kind: 'fixed' }, () => 2)
    .with({ kind: 'varying' }, { kind: 'rows' }, () => 3)
    .exhaustive();
}

function columnBytes(type: ArrowType, rows: number, buffers: readonly Uint8Array[]): ColumnBytes {
  const last = buffers.at(-1)!;
  return match(type)
    .with({ kind: 'number' }, { kind: 'fixed' }, ({ bytes }) => ({
      values: exactly(rows * bytes, last, type),
    }))
    .with({ kind: 'rows' }, ({ width, item }) => ({ values: exactly(rows * width * item.bytes, last, type) }))
    .with({ kind: 'varying' }, () => ({
      values: last,
      offsets: offsetsOf(rows, buffers[1]!, last.length, type),
    }))
    .exhaustive();
}

function exactly(bytes: number, buffer: Uint8Array, type: ArrowType): Uint8Array {
  if (bytes > buffer.length) throw new RangeError(`${buffer.length} bytes of ${typeName(type)} for ${bytes}`);
  return buffer.subarray(0, bytes);
}

/** The offsets of values of different lengths; each begins where the one before ends, within the `end` bytes of them all. */
function offsetsOf(rows: number, buffer: Uint8Array, end: number, type: ArrowType): Int32Array {
  // A column without rows may have no offsets at all.
  if (rows === 0) return Int32Array.of(0);
  const offsets = numbersOf(Int32Array, exactly(4 * (rows + 1), buffer, type));
  if (offsets[0]! < 0 || offsets[rows]! > end) throw new RangeError('values outside their column');
  for (let row = 0; row < rows; row++)
    if (offsets[row]! > offsets[row + 1]!) throw new RangeError('values of less than no bytes');
  return offsets;
}
