/** What an array of NumPy is made of: `[length]` numbers; or a single text or whole number, an array without dimensions. */
export type NpyValue = Uint8Array | Uint32Array | string | number;

/** A value in NumPy's format (`.npy`, version 1.0), numbers in little-endian order, a whole number as int64. */
export function encodeNpy(value: NpyValue): Buffer {
  const { descr, data } = encoded(value);
  const shape = typeof value === 'object' ? `(${value.length},)` : '()';
  return Buffer.concat([header(`{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`), data]);
}

function encoded(value: NpyValue): { readonly descr: string; readonly data: Uint8Array } {
  if (typeof value === 'string')
    return { descr: `<U${Math.max(1, codePoints(value).length)}`, data: utf32(value) };
  if (typeof value === 'number') return { descr: '<i8', data: int64(value) };
  const data = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return { descr: value instanceof Uint32Array ? '<u4' : '|u1', data };
}

/** Magic, version, length and the literal of Python, filled so that the values begin at a multiple of 64 bytes. */
function header(literal: string): Buffer {
  const start = Buffer.from('\u0093NUMPY\u0001\u0000\u0000\u0000', 'latin1');
  const length = 64 * Math.ceil((start.length + literal.length + 1) / 64) - start.length;
  start.writeUInt16LE(length, start.length - 2);
  return Buffer.concat([start, Buffer.from(`${literal.padEnd(length - 1)}\n`, 'latin1')]);
}

function utf32(text: string): Buffer {
  const points = codePoints(text);
  const data = Buffer.alloc(4 * Math.max(1, points.length));
  points.forEach((point, place) => data.writeUInt32LE(point, 4 * place));
  return data;
}

function int64(whole: number): Buffer {
  const data = Buffer.alloc(8);
  data.writeBigInt64LE(BigInt(whole));
  return data;
}

function codePoints(text: string): number[] {
  return Array.from(text, (point) => point.codePointAt(0)!);
}
