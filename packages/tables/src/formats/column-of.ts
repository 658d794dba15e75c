import type { Column } from '../table.ts';

/**
 * Values of one column, as readers of Arrow and Parquet give them, as a column: texts, numbers (also integers of 64 bits, and true and false as 1 and 0) or
 * lists of numbers of one length; `null` and `undefined` are missing values.
 */
export function columnOf(values: readonly unknown[]): Column {
  const present = values.find((value) => value !== null && value !== undefined);
  if (typeof present === 'string') {
    return values.every((value) => isMissing(value) || typeof value === 'string')
      ? { kind: 'texts', values: values.map((value) => (isMissing(value) ? undefined : (value as string))) }
      : other('values of several types');
  }
  if (present === undefined || isNumber(present)) {
    if (!values.every((value) => isMissing(value) || isNumber(value)))
      return other('values of several types');
    // Identifiers of 64 bits must not be rounded.
    if (values.some((value) => typeof value === 'bigint' && !Number.isSafeInteger(Number(value))))
      return { kind: 'texts', values: values.map((value) => (isMissing(value) ? undefined : String(value))) };
    return {
      kind: 'numbers',
      values: Float64Array.from(values, (value) => (isMissing(value) ? NaN : Number(value))),
    };
  }
  return isList(present) ? matrixOf(values, present.length) : other(`values of type ${kindOf(present)}`);
}

function matrixOf(values: readonly unknown[], width: number): Column {
  const joined = new Float64Array(values.length * width);
  for (const [row, value] of values.entries()) {
    if (!isList(value)) return other('lists, and rows without one');
    if (value.length !== width) return other(`lists of ${width} and of ${value.length} values`);
    for (let place = 0; place < width; place++) {
      const each = value[place];
      if (!isNumber(each)) return other(`lists of values that are no numbers`);
      joined[row * width + place] = Number(each);
    }
  }
  return { kind: 'matrix', values: joined, width };
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined;
}

function isNumber(value: unknown): value is number | bigint | boolean {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function kindOf(value: unknown): string {
  return value instanceof Date ? 'date' : typeof value;
}

function other(found: string): Column {
  return { kind: 'other', found };
}
