import { readType, type ArrowType } from './arrow-type.ts';
import { countAt, FlatTable } from './flat-table.ts';

/** What an Arrow IPC file says of itself at its end. */
export interface ArrowFooter {
  readonly columns: readonly ArrowField[];
  /** Where its record batches stand, in the order of the file, none over another. */
  readonly blocks: readonly ArrowBlock[];
  /** The schema's text under a key; `undefined` when it has none. */
  metadata(key: string): string | undefined;
}

/** A column: its name and type. */
export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
}

/** A record batch in the file: `metadataBytes` from byte `offset`, then `bodyBytes`. */
export interface ArrowBlock {
  readonly offset: number;
  readonly metadataBytes: number;
  readonly bodyBytes: number;
}

/** Bytes after the footer: its length (int32) and the magic. */
export const ARROW_TAIL = 10;

const MAGIC = 'ARROW1';

/** Far more than any file of ours has. */
const MOST_COLUMNS = 1000;

const LITTLE_ENDIAN = 0;

/**
 * Bytes of the footer, from the last `ARROW_TAIL` bytes of a file of `size` bytes. Throws an `Error` when it does not end as an Arrow file, or
 * the footer would be longer than the file.
 */
export function footerBytes(tail: Uint8Array, size: number): number {
  if (Buffer.from(tail.subarray(4)).toString('latin1') !== MAGIC) throw new Error(`no ${MAGIC} at its end`);
  const bytes = new DataView(tail.buffer, tail.byteOffset).getInt32(0, true);
  if (bytes < 4 || bytes > size - ARROW_TAIL) throw new RangeError(`a footer of ${bytes} bytes`);
  return bytes;
}

/** Reads a footer. Throws an `Error` for columns of types that we do not write, and a `RangeError` for damaged bytes. */
export function readFooter(bytes: Uint8Array): ArrowFooter {
  const footer = FlatTable.rootOf(bytes);
  const schema = footer.table(1);
  if (schema.int16(0) !== LITTLE_ENDIAN) throw new Error('numbers in big-endian order');
  const texts = schema.tables(2, MOST_COLUMNS);
  return {
    columns: schema.tables(1, MOST_COLUMNS).map(readField),
    blocks: footer.structs(3, 24, (view, at) => ({
      offset: countAt(view, at),
      metadataBytes: view.getInt32(at + 8, true),
      bodyBytes: countAt(view, at + 16),
    })),
    metadata: (key) => texts.find((each) => each.text(0) === key)?.text(1),
  };
}

function readField(field: FlatTable): ArrowField {
  const [name, type] = [field.text(0), readType(field)];
  if (type === undefined) throw new Error(`column ${name} of a type that is not written here`);
  return { name, type };
}
