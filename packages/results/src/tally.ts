import type { Answers } from './mc-nemar.ts';
import type { Tally } from './metrics/scores.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** Counts wrong predictions. */
export function tally({ labels, predicted }: Answers): Tally {
  let errors = 0;
  for (let index = 0; index < labels.length; index++) if (labels[index] !== predicted[index]) errors++;
  return tallyOf(labels.length, errors);
}

/** A tally of `errors` among `images`; the error of no images is 0. */
export function tallyOf(images: number, errors: number): Tally {
  return {
    images,
    errors,
    error: images === 0 ? 0 : errors / images,
    interval: wilsonInterval(errors, images),
  };
}
