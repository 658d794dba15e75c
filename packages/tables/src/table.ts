import { UserError } from '@batchmates/errors';

/** A column as its file holds it. A missing value is `undefined` among texts and NaN among numbers. */
export type Column =
  | { readonly kind: 'texts'; readonly values: readonly (string | undefined)[] }
  | { readonly kind: 'numbers'; readonly values: Float64Array }
  /** `values` is `[rows, width]`. */
  | { readonly kind: 'matrix'; readonly values: Float64Array; readonly width: number }
  /** Something that is neither; `found` says what, for a message. */
  | { readonly kind: 'other'; readonly found: string };

/** Whether a column is to be read, by its name. */
export type Wanted = (name: string) => boolean;

/** Columns that a reader of one format found. */
export interface TableContent {
  /** Every column of the file, in its order. */
  readonly names: readonly string[];
  /** Those that were wanted. */
  readonly columns: ReadonlyMap<string, Column>;
  /** Of text files: the line on which each row ends, from 1. */
  readonly lines?: Uint32Array;
}

/** A table that another program wrote. */
export interface Table extends TableContent {
  /** Its path, for messages. */
  readonly file: string;
}

/** What is wrong in a table, and where: in a column, and in a row from 0. */
export interface TableFault {
  readonly column?: string;
  readonly row?: number;
  readonly expected: string;
  readonly received?: string | undefined;
  readonly remedy?: string | undefined;
}

/** A `UserError` (`tables/content`) about a place in a table: `labels.csv, line 4, column label: expected ..., received ...`. */
export function tableError(
  { file, lines }: Pick<Table, 'file' | 'lines'>,
  { column, row, ...rest }: TableFault,
): UserError {
  const place = row === undefined ? undefined : lines === undefined ? `row ${row}` : `line ${lines[row]}`;
  const what = [file, place, column === undefined ? undefined : `column ${column}`]
    .filter((part) => part !== undefined)
    .join(', ');
  return new UserError({ code: 'tables/content', what, ...rest });
}
