import {
  numbersOf,
  openRegularFile,
  readArrow,
  readArrowFooter,
  readBytes,
  receivedInstead,
  textsOf,
  typeName,
  UnreadableFile,
  type ArrowBatch,
  type ArrowFooter,
} from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
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
  return refusing(path, async () => {
    const { handle, size } = await openRegularFile(path);
    try {
      return metadataOf(await readArrowFooter(handle, path, size));
    } finally {
      await handle.close();
    }
  });
}

/** Reads a shard into shared memory; its images are not copied again. Throws a `UserError` when it is not a whole shard of ours. */
export async function readShard(path: string): Promise<Shard> {
  return refusing(path, async () => {
    const file = await readShared(path);
    const { footer, batches } = readArrow(file);
    const [metadata, places] = [metadataOf(footer), placesOf(footer)];
    const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
    const shard = {
      file,
      ids: batches.flatMap(({ columns }) => textsOf(columns[places.id]!)),
      labels: new Uint16Array(rows),
      start: new Uint32Array(rows),
      bytes: new Uint32Array(rows),
    };
    let first = 0;
    for (const batch of batches) {
      addBatch(shard, batch, { first, places, metadata });
      first += batch.rows;
    }
    return shard;
  });
}

/** The places of the columns among those of the file. */
interface Places {
  readonly id: number;
  readonly label: number;
  readonly image: number;
}

const EXPECTED = 'columns id: Utf8, label: Uint16, image: FixedSizeBinary or Binary';

function placesOf({ columns }: ArrowFooter): Places {
  const place = (name: string, type: RegExp): number => {
    const found = columns.findIndex((column) => column.name === name && type.test(typeName(column.type)));
    if (found >= 0) return found;
    const received = columns.map((column) => `${column.name}: ${typeName(column.type)}`).join(', ');
    throw new NotOurs(EXPECTED, received || 'none');
  };
  return {
    id: place('id', /^Utf8$/),
    label: place('label', /^Uint16$/),
    image: place('image', /^(FixedSizeBinary\[\d+\]|Binary)$/),
  };
}

interface BatchPlace {
  /** Row of the shard with which the batch begins. */
  readonly first: number;
  readonly places: Places;
  readonly metadata: ShardMetadata;
}

function addBatch(
  shard: Shard,
  { rows, columns }: ArrowBatch,
  { first, places, metadata }: BatchPlace,
): void {
  const { classNames, encoding, shape } = metadata.info;
  const labels = numbersOf(Uint16Array, columns[places.label]!.values);
  const unknown = labels.find((label) => label >= classNames.length);
  if (unknown !== undefined)
    throw new NotOurs(`labels of its ${classNames.length} classes`, `label ${unknown}`);
  const { values, offsets } = columns[places.image]!;
  const wanted = encoding === 'raw' ? shape.height * shape.width * shape.channels : undefined;
  const stride = values.length / rows;
  for (let row = 0; row < rows; row++) {
    const begin = offsets?.[row] ?? row * stride;
    const bytes = (offsets?.[row + 1] ?? begin + stride) - begin;
    if (wanted !== undefined && bytes !== wanted)
      throw new NotOurs(`${wanted} bytes of each image`, `${bytes} bytes`);
    shard.start[first + row] = values.byteOffset + begin;
    shard.bytes[first + row] = bytes;
  }
  shard.labels.set(labels, first);
}

/** What is written has less than 2 GiB and one record batch more. */
const LARGEST = 2 ** 32 - 1;

async function readShared(path: string): Promise<Uint8Array> {
  const { handle, size } = await openRegularFile(path);
  try {
    // A file of another kind may be larger than memory.
    await readArrowFooter(handle, path, size);
    if (size > LARGEST) throw new NotOurs(`at most ${LARGEST} bytes`, `${size}`);
    return await readBytes(handle, { path, start: 0, bytes: new Uint8Array(new SharedArrayBuffer(size)) });
  } finally {
    await handle.close();
  }
}

function metadataOf(footer: ArrowFooter): ShardMetadata {
  const metadata = parseShardMetadata(footer.metadata(METADATA_KEY) ?? '');
  if (metadata !== undefined) return metadata;
  throw new NotOurs(`schema metadata "${METADATA_KEY}" as written by the ingestion stages`, 'none or others');
}

/** An Arrow file that is no shard of ours, before it is known which. */
class NotOurs extends Error {
  readonly expected: string;

  constructor(expected: string, received: string) {
    super(received);
    this.expected = expected;
  }
}

async function refusing<Content>(path: string, read: () => Promise<Content>): Promise<Content> {
  try {
    return await read();
  } catch (cause) {
    throw new UserError({
      code: 'dataset/not-a-shard',
      what: `shard ${path}`,
      expected: cause instanceof NotOurs ? cause.expected : 'an Arrow file as the ingestion stages write it',
      received: cause instanceof UnreadableFile ? cause.reason : receivedInstead(cause),
      remedy: 'delete the data set and run its ingestion stage again',
      cause,
    });
  }
}
