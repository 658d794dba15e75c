import type { Predictions } from '@batchmates/results';

/** Who is in a batch with whom in one arrangement. */
export interface Batchmates {
  /** Images of a class in the batch of an image, itself included. */
  ofClass(image: number, label: number): number;
  /** Whether an image's batch has no image that is there only to fill it, and of which nothing is known. */
  isWhole(image: number): boolean;
}

/** Counts classes by batch. */
export function batchmatesOf({
  labels,
  classes,
  batches,
}: Pick<Predictions, 'labels' | 'classes' | 'batches'>): Batchmates {
  const count = batches.reduce((most, batch) => Math.max(most, batch + 1), 0);
  const [byClass, sizes] = [new Uint32Array(count * classes), new Uint32Array(count)];
  batches.forEach((batch, image) => {
    byClass[batch * classes + labels[image]!]! += 1;
    sizes[batch]! += 1;
  });
  const whole = sizes.reduce((most, size) => Math.max(most, size), 0);
  return {
    ofClass: (image, label) => byClass[batches[image]! * classes + label]!,
    isWhole: (image) => sizes[batches[image]!] === whole,
  };
}
