/** What a frame of LZ4 begins with. */
const MAGIC = 0x184d2204;

/**
 * The content of a frame of LZ4 (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md), in which Feather files keep their columns; its
 * checksums are not compared. Throws an `Error` when it is damaged.
 */
export function decodeLz4Frame(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new Error('a column that is no frame of LZ4');
  const flags = view.getUint8(4);
  const [checksums, sized, named] = [flags & 0x10, flags & 0x08, flags & 0x01];
  if (named !== 0) throw new Error('a frame of LZ4 with a dictionary');
  const output = new Output();
  // Magic, flags, block size, the content's size, a checksum of these.
  for (let at = 4 + 2 + (sized === 0 ? 0 : 8) + 1; ;) {
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) return output.bytes();
    const end = at + (size & 0x7fffffff);
    if (end > bytes.length) throw new Error('a frame of LZ4 that is cut off');
    const block = bytes.subarray(at, end);
    if (size >= 0x80000000) output.append(block);
    else decodeBlock(block, output);
    at = end + (checksums === 0 ? 0 : 4);
  }
}

/** Sequences of literals and of copies from what was written before, also by blocks before this one. */
function decodeBlock(block: Uint8Array, output: Output): void {
  let at = 0;
  const length = (nibble: number): number => {
    let sum = nibble;
    for (let more = nibble === 15; more;) {
      const byte = block[at++] ?? 0;
      sum += byte;
      more = byte === 255;
    }
    return sum;
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = length(token >> 4);
    if (at + literals > block.length) throw new Error('a block of LZ4 that is cut off');
    output.append(block.subarray(at, at + literals));
    at += literals;
    // The last sequence has literals alone.
    if (at >= block.length) return;
    const distance = block[at]! | ((block[at + 1] ?? 0) << 8);
    at += 2;
    output.repeat(distance, length(token & 15) + 4);
  }
}

/** Bytes that grow. */
class Output {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  append(part: Uint8Array): void {
    this.#reserve(part.length);
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
  }

  /** Appends `count` bytes from `distance` before the end; both may overlap. */
  repeat(distance: number, count: number): void {
    if (distance === 0 || distance > this.#length)
      throw new Error('a block of LZ4 that copies from before its begin');
    this.#reserve(count);
    for (let index = 0; index < count; index++, this.#length++)
      this.#bytes[this.#length] = this.#bytes[this.#length - distance]!;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
