import { UserError } from '@batchmates/errors';

/** Index of the largest probability, the first of equals. Throws a `UserError` when one is not a number. */
export function mostProbable(probabilities: Float32Array): number {
  let best = 0;
  probabilities.forEach((probability, label) => {
    if (assertNumber(probability) > probabilities[best]!) best = label;
  });
  return best;
}

/** The most probable class of every image, of `probabilities` `[images, classes]`. */
export function mostProbableClasses(probabilities: Float32Array, classes: number): Uint16Array {
  return Uint16Array.from({ length: probabilities.length / classes }, (_, image) =>
    mostProbable(probabilities.subarray(image * classes, (image + 1) * classes)),
  );
}

/** `probability` itself; throws a `UserError` when it is not a number. */
export function assertNumber(probability: number): number {
  if (!Number.isNaN(probability)) return probability;
  throw new UserError({
    code: 'protocol/not-a-number',
    what: 'probabilities of a network',
    expected: 'numbers of 0 to 1',
    received: 'NaN',
    remedy: 'its training diverged: train it again at a lower learning rate',
  });
}
