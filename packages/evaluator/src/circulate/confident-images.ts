import { UserError } from '@batchmates/errors';
import type { TwoInferences } from './two-inferences.ts';

/** Which images may be in a confident batch. */
export interface ConfidentImagesRequest {
  readonly confidence: number;
  readonly classNames: readonly string[];
}

/**
 * Images by class that may be in a confident batch (Section 4): standard and balanced inference both answer their
 * class, balanced inference with at least `confidence`. Throws a `UserError` when a class has none.
 */
export function confidentImages(
  inferences: TwoInferences,
  request: ConfidentImagesRequest,
): readonly (readonly number[])[] {
  const { byClass, best } = sureImages(inferences, request);
  const { confidence, classNames } = request;
  const empty = byClass.findIndex((images) => images.length === 0);
  if (empty < 0) return byClass;
  throw new UserError({
    code: 'evaluator/no-confident-images',
    what: 'a confident balanced batch',
    expected: `an image of every class that is answered right with probability ${confidence} or more`,
    received: `none of class "${classNames[empty]}" (the best has ${best[empty]!.toFixed(3)})`,
    remedy: unsureRemedy(confidence),
  });
}

/** The same images, however few, and the probability of the surest of each class. */
export function sureImages(
  { standard, balanced }: TwoInferences,
  { confidence, classNames }: ConfidentImagesRequest,
): { readonly byClass: readonly (readonly number[])[]; readonly best: readonly number[] } {
  const { labels, classes, probabilities, predicted } = balanced;
  const byClass: number[][] = classNames.map(() => []);
  const best = classNames.map(() => 0);
  labels.forEach((label, image) => {
    if (predicted[image] !== label || standard.predicted[image] !== label) return;
    const probability = probabilities[image * classes + label]!;
    best[label] = Math.max(best[label]!, probability);
    if (probability >= confidence) byClass[label]!.push(image);
  });
  return { byClass, best };
}

/** The remedy in the message: a lower confidence, unless it is 0 already. */
export function unsureRemedy(confidence: number): string {
  return `${confidence > 0 ? 'lower confidence, or ' : ''}train the network longer, or leave this stage out`;
}
