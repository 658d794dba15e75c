import { randomStream, shuffle } from '@batchmates/random';

/** How many images of each class are chosen, and what names the choice. */
export interface ShelfChoice {
  readonly imagesPerClass: number;
  readonly seed: number;
}

/**
 * Indices of the images of a shelf, class by class, in each class in the order of the split: `imagesPerClass` of every class at random, all of a
 * class that has fewer. Equal arguments give equal images, and the images of a class do not depend on the other classes.
 */
export function chooseShelf(
  labels: ArrayLike<number>,
  classes: number,
  { imagesPerClass, seed }: ShelfChoice,
): number[] {
  const members = Array.from({ length: classes }, (): number[] => []);
  for (let index = 0; index < labels.length; index++) members[labels[index]!]!.push(index);
  return members.flatMap((indices, label) =>
    shuffle(indices, randomStream(seed, 'playground/shelf', label))
      .slice(0, imagesPerClass)
      .toSorted((left, right) => left - right),
  );
}
