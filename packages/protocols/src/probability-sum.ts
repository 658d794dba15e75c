import { invariant, UserError } from '@batchmates/errors';
import { assertNumber } from './most-probable.ts';

/** The images of the rows of a batch. */
export interface BatchRows {
  /** Image of every row. */
  readonly indices: ArrayLike<number>;
  /** 0 for a row that does not count; absent: all count. */
  readonly counted?: ArrayLike<number> | undefined;
}

/** Sums the probabilities of images over passes, of which each counts every image exactly once. */
export class ProbabilitySum {
  readonly #classes: number;
  /** Float64, so that the order in which passes are added does not show in float32. */
  readonly #sums: Float64Array;
  readonly #seen: Uint32Array;
  #passes = 0;

  constructor({ images, classes }: { readonly images: number; readonly classes: number }) {
    this.#classes = classes;
    this.#sums = new Float64Array(images * classes);
    this.#seen = new Uint32Array(images);
  }

  /** Adds the counted rows of `probabilities`, `[batch, classes]`; returns how many they are. */
  add(probabilities: Float32Array, { indices, counted }: BatchRows): number {
    const classes = this.#classes;
    invariant(
      probabilities.length === indices.length * classes,
      `${probabilities.length} probabilities for ${indices.length} images of ${classes} classes`,
    );
    let added = 0;
    for (let row = 0; row < indices.length; row++) {
      if (counted?.[row] === 0) continue;
      const image = indices[row]!;
      this.#seen[image]! += 1;
      for (let label = 0; label < classes; label++) {
        this.#sums[image * classes + label]! += assertNumber(probabilities[row * classes + label]!);
      }
      added++;
    }
    return added;
  }

  /** Ends a pass; throws a `UserError` naming the protocol when an image did not count exactly once in it. */
  endPass(protocol: string): void {
    const image = this.#seen.findIndex((times) => times !== 1);
    if (image >= 0) {
      throw new UserError({
        code: 'protocol/image-count',
        what: `protocol "${protocol}"`,
        expected: 'an arrangement that counts every image exactly once',
        received: `image ${image} ${this.#seen[image]} times`,
        remedy: 'mend its arrange()',
      });
    }
    this.#seen.fill(0);
    this.#passes++;
  }

  /** Mean probabilities `[images, classes]`. */
  average(): Float32Array {
    return Float32Array.from(this.#sums, (sum) => sum / this.#passes);
  }
}
