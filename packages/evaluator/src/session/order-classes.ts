import type { Classifier } from '@batchmates/classifier';
import type { DatasetInfo } from '@batchmates/dataset';

/**
 * The classifier with its answers in the order of a data set's classes, where both have the same classes in different orders, as networks trained
 * elsewhere often do. Else the classifier as it is.
 */
export function orderClasses(
  classifier: Classifier,
  { classNames }: Pick<DatasetInfo, 'classNames'>,
): Classifier {
  const rows = classNames.map((name) => classifier.classNames.indexOf(name));
  const isPermutation =
    rows.length === classifier.classNames.length && !rows.includes(-1) && new Set(rows).size === rows.length;
  return !isPermutation || rows.every((row, label) => row === label)
    ? classifier
    : classifier.inOrderOf(classNames);
}
