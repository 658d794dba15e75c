import type { Classifier } from '@batchmates/classifier';
import type { DatasetInfo } from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';

/**
 * A network answers with class indices, so its classes and those of the images must be the same, in the same order (`orderClasses` sees to that).
 * Throws a `UserError` that names the first difference.
 */
export function assertSameClasses(
  { classNames, input }: Pick<Classifier, 'classNames' | 'input'>,
  info: Pick<DatasetInfo, 'classNames' | 'shape'>,
): void {
  const remedy = 'connect the data set that the network was trained on, or one with the same classes';
  const length = Math.max(classNames.length, info.classNames.length);
  for (let label = 0; label < length; label++) {
    const [expected, received] = [classNames[label], info.classNames[label]];
    if (expected === received) continue;
    throw new UserError({
      code: 'evaluator/classes-differ',
      what: `class ${label} of network (${classNames.length} classes) and data set (${info.classNames.length})`,
      expected: expected === undefined ? 'no such class' : `"${expected}"`,
      received: received === undefined ? 'no such class' : `"${received}"`,
      remedy,
    });
  }
  if (input.channels !== info.shape.channels) {
    throw new UserError({
      code: 'evaluator/channels-differ',
      what: 'channels of the images',
      expected: `${input.channels}, as the network was trained on`,
      received: String(info.shape.channels),
      remedy,
    });
  }
}
