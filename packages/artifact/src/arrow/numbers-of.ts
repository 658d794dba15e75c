/** A class of typed arrays. */
export interface NumbersClass<Numbers> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): Numbers;
}

/** Bytes as little-endian numbers: a view where they stand at a multiple of a number's size, else a copy. */
export function numbersOf<Numbers>(numbers: NumbersClass<Numbers>, bytes: Uint8Array): Numbers {
  const length = bytes.length / numbers.BYTES_PER_ELEMENT;
  const { buffer, byteOffset } =
    bytes.byteOffset % numbers.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
  return new numbers(buffer, byteOffset, length);
}
