import {
  Binary,
  Field,
  FixedSizeBinary,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Uint16,
  Utf8,
  type Data,
} from 'apache-arrow';

/** Bytes of images per record batch: large enough to be read at disk speed, small enough to be held twice. */
const BATCH_BYTES = 8 * 2 ** 20;

/** What a row says of its image. */
export interface RowLabels {
  readonly id: string;
  readonly label: number;
  /** Where rows have true labels. */
  readonly trueLabel?: number;
}

/** Rows that wait to become a record batch; images lie end to end in one buffer that arrow wraps without copying. */
export class RowBuffer {
  readonly #stride: number | undefined;
  readonly #hasTrueLabels: boolean;
  #ids: string[] = [];
  #labels: number[] = [];
  #trueLabels: number[] = [];
  #ends: number[] = [];
  #images = new Uint8Array(0);
  #used = 0;

  /** `stride`: bytes of every image; undefined when they differ. */
  constructor({ stride, trueLabels }: { readonly stride: number | undefined; readonly trueLabels: boolean }) {
    this.#stride = stride;
    this.#hasTrueLabels = trueLabels;
  }

  get length(): number {
    return this.#ids.length;
  }

  /** Whether `bytes` more would make the batch larger than it should be. */
  isFullFor(bytes: number): boolean {
    return this.length > 0 && this.#used + bytes > this.#images.length;
  }

  /** Adds a row and returns the place for its image: `bytes` zeros. */
  push({ id, label, trueLabel }: RowLabels, bytes: number): Uint8Array {
    // An image larger than a whole batch has a batch to itself.
    if (this.length === 0) this.#images = new Uint8Array(Math.max(bytes, this.#capacity()));
    const place = this.#images.subarray(this.#used, this.#used + bytes);
    this.#ids.push(id);
    this.#labels.push(label);
    if (this.#hasTrueLabels) this.#trueLabels.push(trueLabel ?? label);
    this.#used += bytes;
    this.#ends.push(this.#used);
    return place;
  }

  /** Takes the rows out as a record batch (columns `id`, `label`, `image`, and `trueLabel` where rows have one) and starts empty, with new memory. */
  take(): RecordBatch {
    const length = this.length;
    const image = this.#images.subarray(0, this.#used);
    const children = [
      utf8(this.#ids),
      uint16(this.#labels),
      this.#stride === undefined
        ? makeData({ type: new Binary(), length, valueOffsets: Int32Array.of(0, ...this.#ends), data: image })
        : makeData({ type: new FixedSizeBinary(this.#stride), length, data: image }),
      ...(this.#hasTrueLabels ? [uint16(this.#trueLabels)] : []),
    ];
    const schema = shardSchema(this.#stride, this.#hasTrueLabels);
    [this.#ids, this.#labels, this.#trueLabels, this.#ends, this.#used] = [[], [], [], [], 0];
    return new RecordBatch(
      schema,
      makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }),
    );
  }

  #capacity(): number {
    return this.#stride === undefined ? BATCH_BYTES : Math.floor(BATCH_BYTES / this.#stride) * this.#stride;
  }
}

/** The columns of every shard. */
function shardSchema(stride: number | undefined, trueLabels: boolean): Schema {
  return new Schema([
    new Field('id', new Utf8(), false),
    new Field('label', new Uint16(), false),
    new Field('image', stride === undefined ? new Binary() : new FixedSizeBinary(stride), false),
    ...(trueLabels ? [new Field('trueLabel', new Uint16(), false)] : []),
  ]);
}

function uint16(numbers: readonly number[]): Data<Uint16> {
  return makeData({ type: new Uint16(), length: numbers.length, data: Uint16Array.from(numbers) });
}

function utf8(strings: readonly string[]): Data<Utf8> {
  const valueOffsets = new Int32Array(strings.length + 1);
  strings.forEach(
    (string, index) => (valueOffsets[index + 1] = valueOffsets[index]! + Buffer.byteLength(string)),
  );
  const data = Buffer.from(strings.join(''));
  return makeData({ type: new Utf8(), length: strings.length, valueOffsets, data });
}
