import { UserError } from '@batchmates/errors';
import { planError } from './options.ts';

/**
 * Image indices by class, ascending. Throws a `UserError` when a label is not below `classes`, or, with
 * `everyClass`, when a class has no image.
 */
export function imagesByClass(
  { labels, classes }: { readonly labels: Uint16Array; readonly classes: number },
  { everyClass }: { readonly everyClass: boolean },
): readonly (readonly number[])[] {
  const members: number[][] = Array.from({ length: classes }, () => []);
  labels.forEach((label, image) => {
    const list = members[label];
    if (list === undefined) {
      throw planError(`label of image ${image}`, {
        expected: `a class index below ${classes}`,
        received: `${label}`,
      });
    }
    list.push(image);
  });
  const empty = members.findIndex((list) => list.length === 0);
  if (everyClass && empty >= 0) {
    throw new UserError({
      code: 'batching/empty-class',
      what: `balanced batches of ${classes} classes`,
      expected: 'at least one image of every class',
      received: `none of class ${empty}`,
      remedy: 'add images of that class or leave the class out of the data set',
    });
  }
  return members;
}
