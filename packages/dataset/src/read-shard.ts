import { open, type FileHandle } from 'node:fs/promises';
import { invariant, UserError } from '@batchmates/errors';
import { Binary, DataType, RecordBatchReader, type Data, type RecordBatch, type Schema } from 'apache-arrow';
import { METADATA_KEY, shardMetadataSchema, type ShardMetadata } from './dataset-schema.ts';

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

/** Reads a shard into shared memory; its images are not copied again. */
export async function readShard(path: string): Promise<Shard> {
  const file = await readShared(path);
  const batches = [...RecordBatchReader.from(file)];
  const rows = batches.reduce((sum, batch) => sum + batch.numRows, 0);
  const ids: string[] = [];
  const shard: Shard = {
    file,
    ids,
    labels: new Uint16Array(rows),
    start: new Uint32Array(rows),
    bytes: new Uint32Array(rows),
  };
  for (const batch of batches) addBatch(shard, ids, batch, path);
  return shard;
}

function addBatch(shard: Shard, ids: string[], batch: RecordBatch, path: string): void {
  const first = ids.length;
  const image = column(batch, 'image', path);
  invariant(image.values.buffer === shard.file.buffer, `the images of ${path} were copied`);
  const start = image.values.byteOffset;
  const offsets = offsetsOf(image, path);
  for (let row = 0; row < batch.numRows; row++) {
    shard.start[first + row] = start + offsets(row);
    shard.bytes[first + row] = offsets(row + 1) - offsets(row);
  }
  shard.labels.set(column(batch, 'label', path).values.subarray(0, batch.numRows), first);
  for (const id of batch.getChild('id')!) ids.push(String(id));
}

/** Where row `i` of an image column begins among its bytes. */
function offsetsOf(image: Data, path: string): (row: number) => number {
  if (DataType.isFixedSizeBinary(image.type)) {
    const stride = image.type.byteWidth;
    return (row) => row * stride;
  }
  if (DataType.isBinary(image.type)) {
    const { valueOffsets } = image as Data<Binary>;
    return (row) => valueOffsets[row]!;
  }
  throw notAShard(path, `an image column of binary values, not ${image.type}`);
}

function column(batch: RecordBatch, name: string, path: string): Data {
  const data = batch.getChild(name)?.data[0];
  if (data === undefined) throw notAShard(path, `a column ${name}`);
  return data;
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
  const parsed = shardMetadataSchema.safeParse(parseJson(schema.metadata.get(METADATA_KEY)));
  if (!parsed.success)
    throw notAShard(path, `schema metadata "${METADATA_KEY}" as written by the ingestion stages`);
  return parsed.data;
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
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
