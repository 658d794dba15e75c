import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A named source of randomness: the same key always yields the same numbers. */
export interface RandomStream {
  /** The next number, uniform in [0, 1). */
  uniform(): number;
  /** The next whole number, uniform in [0, bound). */
  integer(bound: number): number;
  /** The next number of the standard normal distribution. */
  normal(): number;
  /** An independent stream named by this stream's key and `key`; does not consume numbers of this one. */
  split(...key: RandomKey): RandomStream;
}

/** What names a stream, e.g. `[seed, 'augmentation', epoch, imageIndex]`. */
export type RandomKey = readonly (string | number)[];

/**
 * Opens the stream named by `key`. Streams of different keys are independent (their 128-bit states are
 * digests of the keys), so work may be split over threads or reordered without changing its numbers.
 */
export function randomStream(...key: RandomKey): RandomStream {
  const generator = xoroshiro128plusFromState(stateOf(key));
  let spare: number | undefined;
  return {
    uniform: () => uniformFloat64(generator),
    integer: (bound) => uniformInt(generator, 0, bound - 1),
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      // Box-Muller; 1 - u keeps the logarithm finite.
      const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator)));
      const angle = 2 * Math.PI * uniformFloat64(generator);
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    split: (...more) => randomStream(...key, ...more),
  };
}

/** Shuffles `items` in place (Fisher-Yates) and returns it. */
export function shuffle<Items extends { length: number; [index: number]: unknown }>(
  items: Items,
  stream: RandomStream,
): Items {
  for (let last = items.length - 1; last > 0; last--) {
    const chosen = stream.integer(last + 1);
    const held = items[last];
    items[last] = items[chosen];
    items[chosen] = held;
  }
  return items;
}

function stateOf(key: RandomKey): readonly [number, number, number, number] {
  const digest = createHash('sha256').update(JSON.stringify(key)).digest();
  return [digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8), digest.readInt32LE(12)];
}
