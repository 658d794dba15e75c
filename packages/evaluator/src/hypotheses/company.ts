import { imagesByClass, planOf, type BatchPlan } from '@batchmates/batching';
import type { DatasetInfo, Split } from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';
import { randomStream } from '@batchmates/random';

/** Which company is drawn: `batches` batches of one image per class. */
export interface CompanyRequest {
  /** Images of each class: `[classes][images]`, from `companyByClass`. */
  readonly byClass: readonly (readonly number[])[];
  readonly batches: number;
  readonly seed: number;
  /** Each has other images. */
  readonly rearrangement: number;
}

/** Batches of one image of every class, in the order of the classes, drawn for each batch. None counts: they are company. */
export function companyPlan({ byClass, batches, seed, rearrangement }: CompanyRequest): BatchPlan {
  return planOf(
    Array.from({ length: batches }, (_, batch) => {
      const draws = randomStream(seed, 'hypotheses/company', rearrangement, batch);
      return byClass.map((images) => ({ image: images[draws.integer(images.length)]!, counts: false }));
    }),
  );
}

/**
 * The images of each class of the split that lends company to the images of split `tested`. Throws a `UserError` (`evaluator/no-company`) when it
 * lacks a class, or is the same split: an image among whose batchmates it is itself is no test.
 */
export function companyByClass(
  { name, labels }: Pick<Split, 'name' | 'labels'>,
  { tested, info }: { readonly tested: string; readonly info: Pick<DatasetInfo, 'classNames'> },
): readonly (readonly number[])[] {
  const wrong = (expected: string, received: string) =>
    new UserError({ code: 'evaluator/no-company', what: `company: split "${name}"`, expected, received });
  if (name === tested) throw wrong('another split than the one that is tested', 'the same');
  const { classNames } = info;
  const byClass = imagesByClass({ labels, classes: classNames.length }, { everyClass: false });
  const lacking = byClass.findIndex((images) => images.length === 0);
  if (lacking >= 0) throw wrong('images of every class', `none of class "${classNames[lacking]}"`);
  return byClass;
}
