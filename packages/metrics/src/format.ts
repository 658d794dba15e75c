/** `0.0445` as `4.45 %`, with a space that does not break. */
export function percent(share: number, digits = 2): string {
  return `${(100 * share).toFixed(digits).replace('-', '−')}\u00a0%`;
}

/** An interval of shares as `4.1–4.9 %`. */
export function percentRange([low, high]: readonly [number, number], digits = 1): string {
  return `${(100 * low).toFixed(digits)}–${(100 * high).toFixed(digits)}\u00a0%`;
}

/** A difference of shares in percentage points with its sign, e.g. `−3.2`. */
export function points(difference: number): string {
  const text = (100 * Math.abs(difference)).toFixed(2);
  return `${difference < 0 ? '−' : '+'}${text}`;
}

/** A count in groups of three, with narrow spaces that do not break, e.g. `10 000`. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** A p-value as people write it: `0.013`, `2 × 10⁻⁹`. */
export function pValue(value: number): string {
  if (value >= 0.001) return value.toFixed(3);
  if (value === 0) return '< 10⁻³⁰⁰';
  const [digit, power] = value.toExponential(0).split('e') as [string, string];
  const raised = power.replace(/./g, (character) => superscripts[character]!);
  return `${digit} × 10${raised}`;
}

const superscripts: Readonly<Record<string, string>> = {
  '-': '⁻',
  ...Object.fromEntries(Array.from('⁰¹²³⁴⁵⁶⁷⁸⁹', (raised, digit) => [String(digit), raised])),
};

/** The first letter as a capital. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
