/**
 * A table of the FlatBuffers format, in which Arrow keeps its metadata. Every offset is followed through a `DataView` over the metadata
 * alone, so that one which leads outside throws a `RangeError`; nothing is allocated for a length before it was compared with what there is.
 */
export class FlatTable {
  readonly #view: DataView;
  readonly #at: number;

  private constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
  }

  /** The table that a buffer begins with. */
  static rootOf(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(view, view.getUint32(0, true));
  }

  /** Unsigned 8-bit field; 0 when absent, as for every number. */
  uint8(field: number): number {
    const at = this.#find(field);
    return at === undefined ? 0 : this.#view.getUint8(at);
  }

  int16(field: number): number {
    const at = this.#find(field);
    return at === undefined ? 0 : this.#view.getInt16(at, true);
  }

  int32(field: number): number {
    const at = this.#find(field);
    return at === undefined ? 0 : this.#view.getInt32(at, true);
  }

  /** A 64-bit field that counts something. */
  count(field: number): number {
    const at = this.#find(field);
    return at === undefined ? 0 : countAt(this.#view, at);
  }

  has(field: number): boolean {
    return this.#find(field) !== undefined;
  }

  table(field: number): FlatTable {
    const at = this.#find(field);
    if (at === undefined) throw new RangeError(`no table in field ${field}`);
    return this.#follow(at);
  }

  /** A vector of at most `most` tables. */
  tables(field: number, most: number): FlatTable[] {
    const { start, length } = this.#vector(field, 4);
    if (length > most) throw new RangeError(`${length} tables in field ${field}, where ${most} are the most`);
    return Array.from({ length }, (_, index) => this.#follow(start + 4 * index));
  }

  /** A vector of structs of `bytes` bytes, each read by `read`. */
  structs<Struct>(field: number, bytes: number, read: (view: DataView, at: number) => Struct): Struct[] {
    const { start, length } = this.#vector(field, bytes);
    return Array.from({ length }, (_, index) => read(this.#view, start + bytes * index));
  }

  /** A text; empty when absent. */
  text(field: number): string {
    const { start, length } = this.#vector(field, 1);
    return Buffer.from(this.#view.buffer, this.#view.byteOffset + start, length).toString('utf8');
  }

  #find(field: number): number | undefined {
    const vtable = this.#at - this.#view.getInt32(this.#at, true);
    const entry = 4 + 2 * field;
    if (entry + 2 > this.#view.getUint16(vtable, true)) return undefined;
    const offset = this.#view.getUint16(vtable + entry, true);
    return offset === 0 ? undefined : this.#at + offset;
  }

  #follow(at: number): FlatTable {
    return new FlatTable(this.#view, at + this.#view.getUint32(at, true));
  }

  #vector(field: number, bytes: number): { readonly start: number; readonly length: number } {
    const at = this.#find(field);
    if (at === undefined) return { start: 0, length: 0 };
    const vector = at + this.#view.getUint32(at, true);
    const length = this.#view.getUint32(vector, true);
    const start = vector + 4;
    if (start + length * bytes > this.#view.byteLength)
      throw new RangeError(`a vector of ${length} in field ${field}`);
    return { start, length };
  }
}

/** A 64-bit number that counts bytes or rows. Throws a `RangeError` when no file has so many. */
export function countAt(view: DataView, at: number): number {
  const value = view.getBigInt64(at, true);
  if (value < 0n || value > Number.MAX_SAFE_INTEGER) throw new RangeError(`a count of ${value}`);
  return Number(value);
}
