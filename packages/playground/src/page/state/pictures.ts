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

/** Seats of a batch at most: more are too small to see, and take a second to answer. */
const MOST_SEATS = 100;

/** The sizes that a batch of these images may have. */
export function seatLimits({ labels }: Pick<LabelledShelf, 'labels'>): {
  readonly least: number;
  readonly most: number;
} {
  return { least: 1, most: Math.max(1, Math.min(MOST_SEATS, labels.length)) };
}

/**
 * A balanced batch of `count` images, by default one of every class that has any (at most 100): class after class, round and round, and of each the images from place
 * `round` on.
 */
export function balancedBatch(
  shelf: Pick<LabelledShelf, 'labels'>,
  { round = 0, count = balancedSize(shelf) }: { readonly round?: number; readonly count?: number } = {},
): Picture[] {
  const classes = classesPresent(shelf);
  const perClass = Math.ceil(count / Math.max(1, classes.length));
  const ranked = classes.map((label) => {
    const pictures = picturesOfClass(shelf, label);
    const first = (round * perClass) % pictures.length;
    return [...pictures.slice(first), ...pictures.slice(0, first)];
  });
  return roundRobin(ranked, count);
}

/** One seat for every class that has images, as far as seats go. */
export function balancedSize(shelf: Pick<LabelledShelf, 'labels'>): number {
  return Math.min(MOST_SEATS, classesPresent(shelf).length);
}

/** The first of every list, then the second of every one, until there are `count`; lists that have ended are passed over. */
export function roundRobin(lists: readonly (readonly Picture[])[], count: number): Picture[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, place) => lists.flatMap((list) => list.slice(place, place + 1)))
    .flat()
    .slice(0, count);
}

/** The batch with as many seats: the last leave, or images join that are not in it, each of the class that has the fewest there. */
export function resized(
  seats: readonly Picture[],
  { count, shelf }: { readonly count: number; readonly shelf: Pick<LabelledShelf, 'labels'> },
): readonly Picture[] {
  const classes = classesPresent(shelf);
  const batch = seats.slice(0, count);
  while (batch.length < count) {
    const seated = (label: number) => batch.filter((picture) => shelf.labels[picture] === label).length;
    const free = classes.flatMap((label) => {
      const picture = picturesOfClass(shelf, label).find((each) => !batch.includes(each));
      return picture === undefined ? [] : [{ picture, seated: seated(label) }];
    });
    if (free.length === 0) break;
    batch.push(free.reduce((best, each) => (each.seated < best.seated ? each : best)).picture);
  }
  return batch;
}
