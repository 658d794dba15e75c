import { readColumns as readColumnsOf, type ColumnReader } from '@batchmates/artifact';

export { writeColumns } from '@batchmates/artifact';

/**
 * Reads a file of `writeColumns`; `read` picks its columns. Throws a `UserError` that says what was `expected` when
 * the file is not Arrow or lacks one.
 */
export function readColumns<Content>(
  file: string,
  expected: string,
  read: (columns: ColumnReader) => Content,
): Promise<Content> {
  const what = `results file "${file}"`;
  const remedy = 'run the stage that wrote it again';
  return readColumnsOf(file, { code: 'results/bad-file', what, expected, remedy }, read);
}
