import { open, type FileHandle } from 'node:fs/promises';
import { invariant, UserError } from '@batchmates/errors';
import {
  DataType,
  RecordBatchReader,
  type Binary,
  type Data,
  type FixedSizeBinary,
  type RecordBatch,
  type Schema,
  type Uint16,
  type Utf8,
} from 'apache-arrow';
import { METADATA_KEY, parseShardMetadata, type ShardMetadata } from './dataset-schema.ts';

/** One shard in memory: where its images lie in the file's bytes. */
export interface Shard {
  /** The whole file, in shared memory. */
  readonly file: Uint8Array;
  readonly ids: readonly string[];
  /** Columns `[rows]`. */
  readonly labels: Uint16Array;
  readonly start: Uint32Array;
  readonly bytes: Uint32Array;
}

/** Reads what a shard says of itself, from its footer. Throws a `UserError` when it is not a whole shard of ours. */
export async function readShardMetadata(path: string): Promise<ShardMetadata> {
  const handle = await open(path);
  try {
    await checkEnd(handle, path);
    const reader = await RecordBatchReader.from(handle);
    await reader.open();
    return metadataOf(reader.schema, path);
  } finally {
    // The reader may have closed it already.
    await handle.close().catch(() => {});
  }
}

/** Reads a shard into shared memory; its images are not copied again. Throws a `UserError` when a column is missing. */
export async function readShard(path: string): Promise<Shard> {
  const file = await readShared(path);
  const reader = RecordBatchReader.from<Columns>(file);
  reader.open();
  checkColumns(reader.schema, path);
  // Arrow makes up an empty batch for a file that has none.
  const batches = [...reader].filter(({ numRows }) => numRows > 0);
  const rows = batches.reduce((sum, batch) => sum + batch.numRows, 0);
  const ids: string[] = [];
  const columns = {
    labels: new Uint16Array(rows),
    start: new Uint32Array(rows),
    bytes: new Uint32Array(rows),
  };
  const shard: Shard = { file, ids, ...columns };
  for (const batch of batches) addBatch(shard, ids, batch);
  return shard;
}

// An interface has no index signature, which arrow's types ask for.
type Columns = { id: Utf8; label: Uint16; image: FixedSizeBinary | Binary };

function checkColumns(schema: Schema, path: string): void {
  const type = (name: string): unknown => schema.fields.find((field) => field.name === name)?.type;
  const { id, label, image } = { id: type('id'), label: type('label'), image: type('image') };
  const isLabel =
    label instanceof DataType && DataType.isInt(label) && label.bitWidth === 16 && !label.isSigned;
  if (id instanceof DataType && DataType.isUtf8(id) && isLabel && image instanceof DataType) {
    if (DataType.isFixedSizeBinary(image) || DataType.isBinary(image)) return;
  }
  throw notAShard(path, 'columns id: Utf8, label: Uint16, image: FixedSizeBinary or Binary');
}

function addBatch(shard: Shard, ids: string[], batch: RecordBatch<Columns>): void {
  const first = ids.length;
  const [id, label, image] = [batch.getChild('id')!, batch.getChild('label')!, batch.getChild('image')!];
  const { values } = image.data[0]!;
  invariant(values.buffer === shard.file.buffer, 'the images of a shard were copied');
  const begin = beginOf(image.data[0]!);
  for (let row = 0; row < batch.numRows; row++) {
    shard.start[first + row] = values.byteOffset + begin(row);
    shard.bytes[first + row] = begin(row + 1) - begin(row);
  }
  shard.labels.set(label.data[0]!.values.subarray(0, batch.numRows), first);
  ids.push(...(id as Iterable<string>));
}

/** Where the bytes of a row begin among the column's. */
function beginOf(image: Data<FixedSizeBinary | Binary>): (row: number) => number {
  if (DataType.isFixedSizeBinary(image.type)) {
    const stride = image.type.byteWidth;
    return (row) => row * stride;
  }
  const valueOffsets = image.valueOffsets as Int32Array;
  return (row) => valueOffsets[row]!;
}

async function readShared(path: string): Promise<Uint8Array> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const file = new Uint8Array(new SharedArrayBuffer(size));
    for (let at = 0; at < size;) {
      const { bytesRead } = await handle.read(file, at, Math.min(size - at, 2 ** 30), at);
      if (bytesRead === 0) throw notAShard(path, `${size} bytes`);
      at += bytesRead;
    }
    return file;
  } finally {
    await handle.close();
  }
}

async function checkEnd(handle: FileHandle, path: string): Promise<void> {
  const { size } = await handle.stat();
  const end = Buffer.alloc(6);
  if (size > 16) await handle.read(end, 0, 6, size - 6);
  if (end.toString('latin1') !== 'ARROW1') throw notAShard(path, 'an Arrow file that ends in ARROW1');
}

function metadataOf(schema: Schema, path: string): ShardMetadata {
  const metadata = parseShardMetadata(schema.metadata.get(METADATA_KEY) ?? '');
  if (metadata !== undefined) return metadata;
  throw notAShard(path, `schema metadata "${METADATA_KEY}" as written by the ingestion stages`);
}

function notAShard(path: string, expected: string): UserError {
  return new UserError({
    code: 'dataset/not-a-shard',
    what: `shard ${path}`,
    expected,
    received: 'something else',
    remedy: 'delete the data set and run its ingestion stage again',
  });
}
