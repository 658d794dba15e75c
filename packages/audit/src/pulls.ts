import { invariant } from '@batchmates/errors';
import type { AuditFacts, Predictions } from '@batchmates/results';
import { batchmatesOf, type Batchmates } from './batchmates.ts';
import { ratioOfSums } from './ratio-of-sums.ts';

/** Predictions as far as they say who counted whom. */
export type Arrangement = Pick<Predictions, 'labels' | 'probabilities' | 'classes' | 'batches'>;

/**
 * What the labels of batchmates do to probabilities, from several random arrangements of the same images. Random arrangements are a
 * randomised experiment: an image is compared with itself in other batches, and whatever is its own cancels. Both are slopes of
 * regressions within images (and classes) with intervals clustered by image. Batches that are filled with repeated images are left out.
 * Null: fewer than ten images counted it both ways, as where batches are so large that no class is ever absent.
 */
export function pulls(arrangements: readonly Arrangement[]): AuditFacts['pulls'] {
  const [first] = arrangements;
  invariant(first !== undefined, 'pulls need arrangements');
  const counted = arrangements.map((each) => ({ ...each, mates: batchmatesOf(each) }));
  const own = Array.from(first.labels, (_, image) => ownClass(whole(counted, image), image));
  const absent = Array.from(first.labels, (_, image) => absentClasses(whole(counted, image), image));
  return { ownClass: slopeOf(own), absentClass: slopeOf(absent) };
}

interface CountedArrangement extends Arrangement {
  readonly mates: Batchmates;
}

/** Sums over the arrangements of an image, of deviations from its means. */
interface Slope {
  /** Of products of the deviations of what changed and of the probability. */
  readonly products: number;
  /** Of squares of the deviations of what changed. */
  readonly squares: number;
}

/** The arrangements in which nothing but counted images is in the batch of an image. */
function whole(counted: readonly CountedArrangement[], image: number): readonly CountedArrangement[] {
  return counted.filter(({ mates }) => mates.isWhole(image));
}

/** What changed: the batchmates of the image's own class. */
function ownClass(counted: readonly CountedArrangement[], image: number): Slope {
  let [x, y] = [0, 0];
  const seen = counted.map(({ labels, probabilities, classes, mates }) => {
    const label = labels[image]!;
    const observation = [mates.ofClass(image, label), probabilities[image * classes + label]!] as const;
    x += observation[0] / counted.length;
    y += observation[1] / counted.length;
    return observation;
  });
  // The mean of equal counts may differ from them in the last digit.
  if (seen.every(([mates]) => mates === seen[0]![0])) return { products: 0, squares: 0 };
  return {
    products: seen.reduce((sum, [mates, probability]) => sum + (mates - x) * (probability - y), 0),
    squares: seen.reduce((sum, [mates]) => sum + (mates - x) ** 2, 0),
  };
}

/** What changed: whether a class, any but the image's own, is absent from its batch. */
function absentClasses(counted: readonly CountedArrangement[], image: number): Slope {
  let [products, squares] = [0, 0];
  const { labels, classes } = counted[0] ?? { labels: [], classes: 0 };
  for (let label = 0; label < classes; label++) {
    if (label === labels[image]) continue;
    let [absent, sum, sumAbsent] = [0, 0, 0];
    for (const { probabilities, mates } of counted) {
      const probability = probabilities[image * classes + label]!;
      sum += probability;
      if (mates.ofClass(image, label) > 0) continue;
      absent++;
      sumAbsent += probability;
    }
    products += sumAbsent - (absent / counted.length) * sum;
    squares += (absent * (counted.length - absent)) / counted.length;
  }
  return { products, squares };
}

function slopeOf(images: readonly Slope[]) {
  return ratioOfSums(
    Float64Array.from(images, ({ products }) => products),
    Float64Array.from(images, ({ squares }) => squares),
  );
}
