import { FlatTable } from '@batchmates/artifact';

/** The magic at both ends, and the length of the footer before the last. */
const MAGIC_BYTES = 6;
const TAIL_BYTES = 4 + MAGIC_BYTES;

/** Most fields of a schema, those within others included. */
const MOST_FIELDS = 10_000;

/** Members of Arrow's union `MessageHeader`. */
const DICTIONARY_BATCH = 2;
const RECORD_BATCH = 3;

/** Every message since 2019 begins with it. */
const CONTINUATION = 0xffffffff;

/**
 * Throws an `Error` when the metadata of an Arrow file claims more fields, record batches, columns or buffers than its bytes hold. The library that reads such files
 * walks through whatever is claimed, which takes minutes for a damaged length.
 */
export function assertArrowBounds(file: Buffer): void {
  const end = file.length - TAIL_BYTES;
  const length = end < 0 ? -1 : file.readInt32LE(end);
  if (length < 4 || length > end) throw new Error('its footer is damaged');
  const footer = FlatTable.rootOf(file.subarray(end - length, end));
  const schema = footer.table(1);
  assertPairs(schema, 2);
  let fields = 0;
  const walk = (field: FlatTable): void => {
    fields++;
    if (fields > MOST_FIELDS) throw new RangeError(`more than ${MOST_FIELDS} columns`);
    assertPairs(field, 6);
    field.tables(5, MOST_FIELDS).forEach(walk);
  };
  schema.tables(1, MOST_FIELDS).forEach(walk);
  const lists = [
    [2, DICTIONARY_BATCH],
    [3, RECORD_BATCH],
  ] as const;
  for (const [vector, kind] of lists) {
    const blocks = footer.structs(vector, 24, (view, at) => ({
      offset: Number(view.getBigInt64(at, true)),
      bytes: view.getInt32(at + 8, true),
    }));
    for (const { offset, bytes } of blocks) {
      if (offset < MAGIC_BYTES || bytes < 8 || offset + bytes > end)
        throw new RangeError('a record batch beyond the end');
      assertBatch(file.subarray(offset, offset + bytes), kind);
    }
  }
}

/** A message: a mark and a length of 4 bytes each, then a table. */
function assertBatch(message: Buffer, kind: number): void {
  const length = message.readInt32LE(4);
  if (message.readUInt32LE(0) !== CONTINUATION || length < 4 || 8 + length > message.length)
    throw new RangeError('no record batch where the footer says');
  const table = FlatTable.rootOf(message.subarray(8));
  if (table.uint8(1) !== kind) throw new RangeError('no record batch where the footer says');
  assertPairs(table, 4);
  const header = table.table(2);
  const batch = kind === DICTIONARY_BATCH ? header.table(1) : header;
  for (const vector of [1, 2]) batch.structs(vector, 16, () => undefined);
}

/** Pairs of texts that describe something. */
function assertPairs(table: FlatTable, field: number): void {
  table.tables(field, MOST_FIELDS);
}
