/**
 * A picture by its number: first the test images of the shelf in their order, then the visitor's own, which have no label
 * and are known to this visit alone.
 */
export type Picture = number;

/** The test images on the shelf, as far as their labels go. */
export interface LabelledShelf {
  /** Class index of every test image. */
  readonly labels: readonly number[];
  /** How many classes there are. */
  readonly classes: number;
}

/** The label of a picture; undefined for the visitor's own. */
export function labelOf({ labels }: Pick<LabelledShelf, 'labels'>, picture: Picture): number | undefined {
  return labels[picture];
}

/** The test images of one class, in the order of the shelf. */
export function picturesOfClass({ labels }: Pick<LabelledShelf, 'labels'>, label: number): Picture[] {
  return labels.flatMap((each, picture) => (each === label ? [picture] : []));
}

/** The classes that have a test image, in their order. */
export function classesPresent({ labels }: Pick<LabelledShelf, 'labels'>): number[] {
  return [...new Set(labels)].sort((one, other) => one - other);
}

/** A balanced batch: of every class that has test images the one at place `round`, counted round and round. */
export function balancedBatch(shelf: Pick<LabelledShelf, 'labels'>, round: number): Picture[] {
  return classesPresent(shelf).map((label) => {
    const pictures = picturesOfClass(shelf, label);
    return pictures[round % pictures.length]!;
  });
}
