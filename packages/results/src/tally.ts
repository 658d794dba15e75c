import type { Tally } from './facts/tally.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** True and answered class of every image. */
export interface Answers {
  readonly labels: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
}

/** Counts wrong answers. */
export function tally({ labels, predicted }: Answers): Tally {
  let errors = 0;
  for (let index = 0; index < labels.length; index++) if (labels[index] !== predicted[index]) errors++;
  return tallyOf(labels.length, errors);
}

/** A tally of `errors` among `images`; the error of no images is 0. */
export function tallyOf(images: number, errors: number): Tally {
  const error = images === 0 ? 0 : errors / images;
  return { images, errors, error, interval: wilsonInterval(errors, images) };
}
