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
  /** Undefined where the shard has none. */
  readonly trueLabels: Uint16Array | undefined;
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
      trueLabels: places.trueLabel === undefined ? undefined : new Uint16Array(rows),
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
  /** Undefined where the file has none. */
  readonly trueLabel: number | undefined;
}

const EXPECTED = 'columns id: Utf8, label: Uint16, image: FixedSizeBinary or Binary';

function placesOf({ columns }: ArrowFooter): Places {
  const find = (name: string, type: RegExp) =>
    columns.findIndex((column) => column.name === name && type.test(typeName(column.type)));
  const place = (name: string, type: RegExp): number => {
    const found = find(name, type);
    if (found >= 0) return found;
    const received = columns.map((column) => `${column.name}: ${typeName(column.type)}`).join(', ');
    throw new NotOurs(EXPECTED, received || 'none');
  };
  const trueLabel = find('trueLabel', /^Uint16$/);
  return {
    id: place('id', /^Utf8$/),
    label: place('label', /^Uint16$/),
    image: place('image', /^(FixedSizeBinary\[\d+\]|Binary)$/),
    trueLabel: trueLabel < 0 ? undefined : trueLabel,
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
  const classes = classNames.length;
  shard.labels.set(labelsOf(columns[places.label]!, classes), first);
  if (places.trueLabel !== undefined)
    shard.trueLabels?.set(labelsOf(columns[places.trueLabel]!, classes), first);
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
}

function labelsOf({ values }: ArrowBatch['columns'][number], classes: number): Uint16Array {
  const labels = numbersOf(Uint16Array, values);
  const unknown = labels.find((label) => label >= classes);
  if (unknown !== undefined) throw new NotOurs(`labels of its ${classes} classes`, `label ${unknown}`);
  return labels;
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
