import type { Estimate } from '@batchmates/results';

/** A difference of shares and its interval in percentage points: `5.7 points [4.9, 6.5]`. */
export function tellPoints(difference: number, interval: readonly [number, number]): string {
  return `${inPoints(difference, interval)} points ${tellInterval(interval)}`;
}

/** A number of percentage points without its sign's plus, to a digit that its interval allows. */
export function inPoints(difference: number, interval: readonly [number, number]): string {
  return signed(100 * difference, digitsOf(interval));
}

/** `[4.9, 6.5]`, in percentage points. */
export function tellInterval(interval: readonly [number, number]): string {
  const digits = digitsOf(interval);
  return `[${interval.map((end) => signed(100 * end, digits)).join(', ')}]`;
}

/** A range of differences of shares: `2.9 to 3.4 points`. */
export function tellRange([low, high]: readonly [number, number]): string {
  return `${signed(100 * low, 1)} to ${signed(100 * high, 1)} points`;
}

/** A share of something with its interval in percent. */
export function tellShare({ value, interval }: Estimate): readonly [value: string, interval: string] {
  return [`${signed(100 * value, 0)}\u00a0%`, `[${interval.map((end) => signed(100 * end, 0)).join(', ')}]`];
}

/** One digit, more where the interval is so narrow that one would hide it. */
function digitsOf([low, high]: readonly [number, number]): number {
  const width = 100 * (high - low);
  if (width >= 0.5 || width === 0) return 1;
  return width >= 0.05 ? 2 : 3;
}

function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}
