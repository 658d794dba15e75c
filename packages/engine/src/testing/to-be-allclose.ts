import type { Tensor } from '../state.ts';

/** Values to compare: a tensor, or its bare values. */
export type Values = Tensor | { readonly shape: readonly number[]; readonly data: Float64Array } | NumberList;

type NumberList = Float32Array | Float64Array | readonly number[];

/** How far apart two values may be: `|actual - expected| <= atol + rtol * |expected|`. */
export interface Closeness {
  readonly rtol: number;
  readonly atol: number;
  /** Whether NaN may equal NaN and an infinity itself; otherwise any of them fails. */
  readonly nonFinite?: boolean;
}

declare module 'vitest' {
  // Declarations merge only when their type parameters are written alike.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-unused-vars
  interface Matchers<T = any> {
    /** Passes when shape and dtype agree and every value is close; see `toBeAllclose`. */
    toBeAllclose(expected: Values, closeness: Closeness): void;
  }
}

/**
 * A vitest matcher (`expect.extend({ toBeAllclose })`) for tensors: shapes must be equal, dtypes too unless the
 * expected values are in higher precision, and NaN and infinities fail unless asked for. Says where the worst
 * value is.
 */
export function toBeAllclose(
  actual: Values,
  expected: Values,
  closeness: Closeness,
): { readonly pass: boolean; readonly message: () => string } {
  const problem = differenceOf(actual, expected, closeness);
  return {
    pass: problem === undefined,
    message: () => problem ?? 'expected values that are not close, received close ones',
  };
}

function differenceOf(actual: Values, expected: Values, closeness: Closeness): string | undefined {
  const [left, right] = [parts(actual), parts(expected)];
  if (left.shape.join() !== right.shape.join()) {
    return `expected shape [${right.shape.join(', ')}], received [${left.shape.join(', ')}]`;
  }
  if (left.dtype !== right.dtype && right.dtype !== 'float64') {
    return `expected dtype ${right.dtype}, received ${left.dtype}`;
  }
  const worst = worstOf(left.data, right.data, closeness);
  if (worst === undefined) return undefined;
  const { index, excess, count } = worst;
  const where = `[${unravel(index, right.shape).join(', ')}] of [${right.shape.join(', ')}]`;
  return (
    `${count} of ${right.data.length} values are not close (rtol ${closeness.rtol}, atol ${closeness.atol}); ` +
    `worst at ${where}: expected ${right.data[index]}, received ${left.data[index]} (${excess})`
  );
}

interface Parts {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'float64';
  readonly data: NumberList;
}

function parts(values: Values): Parts {
  const tensor = 'shape' in values ? values : { shape: [values.length], data: values };
  return { ...tensor, dtype: tensor.data instanceof Float32Array ? 'float32' : 'float64' };
}

function worstOf(
  actual: NumberList,
  expected: NumberList,
  { rtol, atol, nonFinite = false }: Closeness,
): { index: number; excess: string; count: number } | undefined {
  let worst = { index: -1, ratio: 1 };
  let count = actual.length === expected.length ? 0 : 1;
  for (let index = 0; index < expected.length; index++) {
    const [received, wanted] = [actual[index] ?? NaN, expected[index] ?? NaN];
    if (nonFinite && Object.is(received, wanted)) continue;
    // Equal under zero tolerance would be 0 / 0.
    if (received === wanted && Number.isFinite(wanted)) continue;
    const quotient = Math.abs(received - wanted) / (atol + rtol * Math.abs(wanted));
    if (quotient <= 1) continue;
    count++;
    const ratio = Number.isNaN(quotient) ? Infinity : quotient;
    if (worst.index < 0 || ratio > worst.ratio) worst = { index, ratio };
  }
  if (count === 0) return undefined;
  return { index: worst.index, excess: `${worst.ratio.toPrecision(3)} times the tolerance`, count };
}

function unravel(index: number, shape: readonly number[]): number[] {
  const place: number[] = [];
  let rest = index;
  for (const extent of shape.toReversed()) {
    place.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return place;
}
