import { invariant, UserError } from '@batchmates/errors';

/** Where the rows of a batch belong. */
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
      const image = indices[row] ?? 0;
      this.#seen[image] = (this.#seen[image] ?? 0) + 1;
      for (let label = 0; label < classes; label++) {
        const probability = probabilities[row * classes + label] ?? NaN;
        this.#sums[image * classes + label] = (this.#sums[image * classes + label] ?? 0) + probability;
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
        code: 'protocol/cover',
        what: `protocol "${protocol}"`,
        expected: 'an arrangement that counts every image exactly once',
        received: `image ${image} ${this.#seen[image]} times`,
        remedy: 'mend its arrange()',
      });
    }
    this.#seen.fill(0);
    this.#passes++;
  }

  /** Mean probabilities `[images, classes]` and the most probable class of every image (the first of equals). */
  average(): { probabilities: Float32Array; predicted: Uint16Array } {
    const probabilities = Float32Array.from(this.#sums, (sum) => sum / this.#passes);
    const classes = this.#classes;
    const predicted = Uint16Array.from(this.#seen, (_, image) =>
      mostProbable(probabilities.subarray(image * classes, (image + 1) * classes)),
    );
    return { probabilities, predicted };
  }
}

/** Index of the largest probability, the first of equals. Throws a `UserError` when one is not a number. */
export function mostProbable(probabilities: Float32Array): number {
  let best = 0;
  probabilities.forEach((probability, label) => {
    if (Number.isNaN(probability)) throw notANumber();
    if (probability > (probabilities[best] ?? 0)) best = label;
  });
  return best;
}

function notANumber(): UserError {
  return new UserError({
    code: 'protocol/not-a-number',
    what: 'probabilities of a network',
    expected: 'numbers of 0 to 1',
    received: 'NaN',
    remedy: 'its training diverged: train it again at a lower learning rate',
  });
}
