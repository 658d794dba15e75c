import { shuffle, type RandomStream } from '@batchmates/random';

/** Indices of images, in the order of their split, for each class. */
export type ImagesByClass = readonly (readonly number[])[];

/** The images of each class. */
export function imagesByClass(labels: ArrayLike<number>, classes: number): ImagesByClass {
  const found: number[][] = Array.from({ length: classes }, () => []);
  for (let index = 0; index < labels.length; index++) found[labels[index]!]?.push(index);
  return found;
}

/** What images are drawn from. */
export interface Draw {
  readonly images: ImagesByClass;
  readonly classNames: readonly string[];
  /** Images to draw of each class. */
  readonly counts: readonly number[];
  readonly stream: RandomStream;
}

/** Draws images of each class, by a stream that is named by the class: whatever the other classes are. A smaller draw lies within a larger one. */
export function drawImages({ images, classNames, counts, stream }: Draw): ImagesByClass {
  return images.map((all, label) =>
    shuffle([...all], stream.split(classNames[label]!))
      .slice(0, counts[label])
      .toSorted((a, b) => a - b),
  );
}
