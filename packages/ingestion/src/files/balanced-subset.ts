import { UserError } from '@batchmates/errors';

/** A subset with equally many images of each class. */
export interface SubsetRequest {
  /** Class of every image. */
  readonly labels: ArrayLike<number>;
  readonly classNames: readonly string[];
  /** Images wanted in all; every image when undefined. */
  readonly images: number | undefined;
  /** The parameter, for messages: `trainImages`. */
  readonly parameter: string;
}

/**
 * Indices of the first images of each class, in their order. Throws a `UserError` when `images` is not a multiple of the
 * number of classes or a class has too few.
 */
export function balancedSubset({ labels, classNames, images, parameter }: SubsetRequest): Uint32Array {
  if (images === undefined) return Uint32Array.from({ length: labels.length }, (_, index) => index);
  const perClass = images / classNames.length;
  if (!Number.isInteger(perClass)) {
    throw new UserError({
      code: 'ingestion/subset',
      what: parameter,
      expected: `a multiple of the ${classNames.length} classes`,
      received: `${images}`,
      remedy: `write ${Math.max(1, Math.round(images / classNames.length)) * classNames.length}`,
    });
  }
  const left = new Uint32Array(classNames.length).fill(perClass);
  const taken = Uint32Array.from({ length: labels.length }, (_, index) => index).filter((index) => {
    const label = labels[index]!;
    if (left[label]! === 0) return false;
    left[label]!--;
    return true;
  });
  const short = left.findIndex((count) => count > 0);
  if (short < 0) return taken;
  throw new UserError({
    code: 'ingestion/subset',
    what: `${parameter}: ${images}`,
    expected: `${perClass} images of class ${classNames[short]}`,
    received: `${perClass - left[short]!}`,
    remedy: 'ask for fewer images',
  });
}
