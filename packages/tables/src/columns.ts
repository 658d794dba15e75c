import { didYouMean } from '@batchmates/errors';
import { match } from 'ts-pattern';
import { tableError, type Column, type Table } from './table.ts';

/** Whether the file has a column of that name. */
export function hasColumn(table: Table, name: string): boolean {
  return table.names.includes(name);
}

/** The first of several names that the table has a column of. Throws a `UserError` (`tables/content`) when it has none. */
export function firstColumn(table: Table, names: readonly [string, ...string[]]): string {
  const found = names.find((name) => hasColumn(table, name));
  if (found !== undefined) return found;
  const near = names.map((name) => didYouMean(name, table.names)).find((remedy) => remedy !== undefined);
  throw tableError(table, {
    expected: `a column ${names.join(' or ')}`,
    received: table.names.length === 0 ? 'none' : `columns ${named(table.names)}`,
    remedy: near === undefined ? undefined : `${near} Rename it to ${names[0]}`,
  });
}

/**
 * A column as texts, `[rows]`: whole numbers as their digits. Throws a `UserError` (`tables/content`) when the column is absent, a value is
 * missing, or it has no single values.
 */
export function texts(table: Table, name: string): string[] {
  const column = wanted(table, name);
  return match(column)
    .with({ kind: 'texts' }, ({ values }) =>
      values.map((value, row) => {
        if (value === undefined || value === '') throw missing(table, name, row, 'a value');
        return value;
      }),
    )
    .with({ kind: 'numbers' }, ({ values }) =>
      Array.from(values, (value, row) => {
        if (Number.isNaN(value)) throw missing(table, name, row, 'a value');
        return String(value);
      }),
    )
    .otherwise((other) => {
      throw tableError(table, { column: name, expected: 'one value for each row', received: kindOf(other) });
    });
}

/** A column as finite numbers, `[rows]`. Throws as `texts`, and for what is no number. */
export function numbers(table: Table, name: string): Float64Array {
  const column = wanted(table, name);
  return match(column)
    .with({ kind: 'texts' }, ({ values }) =>
      Float64Array.from(values, (value, row) => {
        if (value === undefined || value.trim() === '') throw missing(table, name, row, 'a number');
        return finite(table, { name, row, value: Number(value), received: value });
      }),
    )
    .with({ kind: 'numbers' }, ({ values }) =>
      values.map((value, row) => finite(table, { name, row, value, received: String(value) })),
    )
    .otherwise((other) => {
      throw tableError(table, { column: name, expected: 'one number for each row', received: kindOf(other) });
    });
}

/** A column of yes and no, `[rows]` of 1 and 0: written as 0 and 1, or as true and false. Throws as `texts`. */
export function flags(table: Table, name: string): Uint8Array {
  return Uint8Array.from(texts(table, name), (text, row) => {
    const word = text.toLowerCase();
    if (['1', 'true', '1.0'].includes(word)) return 1;
    if (['0', 'false', '0.0'].includes(word)) return 0;
    throw tableError(table, { column: name, row, expected: '0 or 1', received: text });
  });
}

/** Rows of numbers of equal length. */
export interface Matrix {
  /** `[rows, width]`. */
  readonly values: Float64Array;
  readonly width: number;
}

/** A column of which each row is a list of finite numbers, all of one length. Throws as `numbers`. */
export function matrix(table: Table, name: string): Matrix {
  const column = wanted(table, name);
  if (column.kind !== 'matrix') {
    throw tableError(table, {
      column: name,
      expected: 'a list of numbers in each row',
      received: kindOf(column),
    });
  }
  const bad = column.values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const received = String(column.values[bad]);
    throw tableError(table, {
      column: name,
      row: Math.floor(bad / column.width),
      expected: 'finite numbers',
      received,
    });
  }
  return column;
}

function wanted(table: Table, name: string): Column {
  return (
    table.columns.get(firstColumn(table, [name])) ?? { kind: 'other', found: 'a column that was not read' }
  );
}

function finite(
  table: Table,
  {
    name,
    row,
    value,
    received,
  }: { readonly name: string; readonly row: number; readonly value: number; readonly received: string },
): number {
  if (Number.isFinite(value)) return value;
  throw tableError(table, { column: name, row, expected: 'a finite number', received });
}

function missing(table: Table, column: string, row: number, expected: string): Error {
  return tableError(table, { column, row, expected, received: 'none' });
}

function kindOf(column: Column): string {
  return match(column)
    .with({ kind: 'texts' }, () => 'texts')
    .with({ kind: 'numbers' }, () => 'single numbers')
    .with({ kind: 'matrix' }, ({ width }) => `lists of ${width} numbers`)
    .with({ kind: 'other' }, ({ found }) => found)
    .exhaustive();
}

/** The names of columns, the first ten of many. */
function named(names: readonly string[]): string {
  return names.length > 10 ? `${names.slice(0, 10).join(', ')}, … (${names.length})` : names.join(', ');
}
