import { numbersOf, type NumbersClass } from '@batchmates/artifact';
import type { Column } from '../table.ts';

const MAGIC = Buffer.from('\u0093NUMPY', 'latin1');

/** What the header of an array says. */
interface NpyHeader {
  /** Type of its values, e.g. `<f4`. */
  readonly descr: string;
  /** Whether the first index varies fastest. */
  readonly fortran: boolean;
  readonly shape: readonly number[];
}

/**
 * An array of NumPy's format (`.npy`, versions 1 to 3) as a column: of one dimension, or `[rows, width]` numbers. Throws an `Error` when the bytes are
 * no such array; one that cannot be a column is `other`.
 */
export function decodeNpy(bytes: Buffer, name: string): Column {
  const { header, data } = split(bytes, name);
  const { shape, fortran, descr } = header;
  const other = (found: string): Column => ({ kind: 'other', found });
  if (descr.includes('O')) return other('Python objects (save texts with np.array(..., dtype=str))');
  if (descr.startsWith('>')) return other(`numbers in big-endian order (${descr})`);
  if (shape.length === 0) return other('a single value');
  if (shape.length > 2) return other(`an array of ${shape.length} dimensions`);
  const [rows, width = 1] = shape as [number, number?];
  const size = valueBytes(descr);
  if (size === undefined) return other(`values of type ${descr}`);
  if (data.length !== rows * width * size)
    throw new Error(
      `array ${name} is damaged: ${data.length} bytes for shape (${shape.join(', ')}) of ${descr}`,
    );
  if (/^[<|][US]/.test(descr)) {
    return width === 1 ? { kind: 'texts', values: textsOf(data, descr, size) } : other('several texts a row');
  }
  const integers = wideIntegers(data, descr);
  if (integers !== undefined && width === 1) return { kind: 'texts', values: integers.map(String) };
  const values = valuesOf(data, descr);
  if (width === 1) return { kind: 'numbers', values };
  return { kind: 'matrix', values: fortran ? transposed(values, rows, width) : values, width };
}

function split(bytes: Buffer, name: string): { readonly header: NpyHeader; readonly data: Buffer } {
  const damaged = () => new Error(`array ${name} is damaged: its header is not one of NumPy`);
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC) || bytes.length < 12) throw damaged();
  const long = bytes[MAGIC.length]! > 1;
  const start = MAGIC.length + (long ? 6 : 4);
  const end = start + (long ? bytes.readUInt32LE(start - 4) : bytes.readUInt16LE(start - 2));
  if (end > bytes.length) throw damaged();
  // A literal of Python: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 10), }
  const text = bytes.toString('utf8', start, end);
  const shape = /'shape':\s*\(([\d, ]*)\)/.exec(text)?.[1];
  const fortran = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const [, descr = ''] = /'descr':\s*('[^']*'|\[.*\])/.exec(text) ?? [];
  if (shape === undefined || fortran === undefined || descr === '') throw damaged();
  return {
    header: {
      // Records are written as a list.
      descr: descr.startsWith("'") ? descr.slice(1, -1) : 'records',
      fortran: fortran === 'True',
      shape: shape.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)])),
    },
    data: bytes.subarray(end),
  };
}

type NumberArray =
  Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;

const NUMBERS: Readonly<Record<string, NumbersClass<NumberArray>>> = {
  '<f4': Float32Array,
  '<f8': Float64Array,
  '|i1': Int8Array,
  '|u1': Uint8Array,
  '|b1': Uint8Array,
  '<i2': Int16Array,
  '<u2': Uint16Array,
  '<i4': Int32Array,
  '<u4': Uint32Array,
};

/** Bytes of a value, undefined for types that are not read. */
function valueBytes(descr: string): number | undefined {
  const text = /^[<|]([US])(\d+)$/.exec(descr);
  if (text !== null) return Number(text[2]) * (text[1] === 'U' ? 4 : 1);
  if (descr === '<f2') return 2;
  if (descr === '<i8' || descr === '<u8') return 8;
  return NUMBERS[descr]?.BYTES_PER_ELEMENT;
}

function valuesOf(data: Buffer, descr: string): Float64Array {
  if (descr === '<i8') return Float64Array.from(numbersOf(BigInt64Array, data), Number);
  if (descr === '<u8') return Float64Array.from(numbersOf(BigUint64Array, data), Number);
  if (descr === '<f2') return Float64Array.from(numbersOf(Uint16Array, data), halfOf);
  return Float64Array.from(numbersOf(NUMBERS[descr]!, data));
}

/** Integers of 64 bits where one is larger than a double holds exactly: identifiers, which must not be rounded. */
function wideIntegers(data: Buffer, descr: string): bigint[] | undefined {
  if (descr !== '<i8' && descr !== '<u8') return undefined;
  const integers = [...numbersOf<Iterable<bigint>>(descr === '<i8' ? BigInt64Array : BigUint64Array, data)];
  const most = BigInt(Number.MAX_SAFE_INTEGER);
  return integers.some((each) => each > most || each < -most) ? integers : undefined;
}

/** The number that 16 bits of IEEE 754 stand for. */
function halfOf(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 === 0 ? 1 : -1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * 2 ** -24 * fraction : sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

/** Texts of equal length, which zeros fill: UTF-32 (`U`) or bytes (`S`). */
function textsOf(data: Buffer, descr: string, size: number): string[] {
  const wide = descr.includes('U');
  return Array.from({ length: size === 0 ? 0 : data.length / size }, (_, row) => {
    const own = data.subarray(row * size, (row + 1) * size);
    if (!wide) return own.toString('utf8').replace(/\0+$/, '');
    const points = Array.from({ length: size / 4 }, (_, place) => own.readUInt32LE(4 * place));
    const end = points.findLastIndex((point) => point !== 0) + 1;
    return String.fromCodePoint(...points.slice(0, end));
  });
}

/** `[width, rows]` as `[rows, width]`. */
function transposed(values: Float64Array, rows: number, width: number): Float64Array {
  return Float64Array.from(values, (_, place) => values[(place % width) * rows + Math.floor(place / width)]!);
}
