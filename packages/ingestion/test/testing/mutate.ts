import type { RandomStream } from '@batchmates/random';

/** Numbers at the edges of what fields of 1, 2 and 4 bytes hold. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

/** A copy with one to four changes at random places: bits flipped, numbers at an edge, bytes cut off, taken out, repeated or zeroed. */
export function mutate(bytes: Uint8Array, stream: RandomStream): Uint8Array {
  let mutated = Buffer.from(bytes);
  for (let left = 1 + stream.integer(4); left > 0 && mutated.length > 0; left--) {
    const at = stream.integer(mutated.length);
    const end = Math.min(mutated.length, at + 1 + stream.integer(64));
    const kind = stream.integer(6);
    if (kind === 0) mutated[at]! ^= 1 << stream.integer(8);
    else if (kind === 1) mutated = mutated.subarray(0, at);
    else if (kind === 2) mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(end)]);
    else if (kind === 3) mutated = Buffer.concat([mutated.subarray(0, end), mutated.subarray(at)]);
    else if (kind === 4) mutated.fill(0, at, end);
    else {
      const edge = Buffer.alloc(4);
      edge.writeUInt32BE(EDGES[stream.integer(EDGES.length)]!);
      const size = [1, 2, 4][stream.integer(3)]!;
      const field = edge.subarray(4 - size);
      mutated.set(
        (stream.integer(2) === 0 ? field : field.toReversed()).subarray(0, mutated.length - at),
        at,
      );
    }
  }
  return mutated;
}
