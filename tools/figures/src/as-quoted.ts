/**
 * A value written as a quotation writes it: with as many decimals, in percent where it is a share. Of a number, or an interval on one side of zero, the sentence tells the sign: the interval of a
 * difference of -4.8 to -2.9 points is quoted as `2.9-4.8`. Undefined where the quotation has another number of numbers.
 */
export function asQuoted(
  value: unknown,
  { quoted, percent }: { readonly quoted: string; readonly percent: boolean },
): string | undefined {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if (!values.every((each) => typeof each === 'number')) return undefined;
  const straddles = values.some((each) => each < 0) && values.some((each) => each > 0);
  const numbers = straddles ? SIGNED : NUMBER;
  if (quoted.match(numbers)?.length !== values.length) return undefined;
  const told =
    straddles || values.some((each) => each > 0) ? values : values.map((each) => -each).toReversed();
  const left = told.map((each) => (percent ? 100 * each : each));
  return quoted.replaceAll(numbers, (written) => {
    const decimals = written.split('.')[1]?.length ?? 0;
    const fixed = left.shift()!.toFixed(decimals);
    return written.includes(',') ? fixed.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',') : fixed;
  });
}

const NUMBER = /\d[\d,]*\d(?:\.\d+)?|\d(?:\.\d+)?/g;

const SIGNED = /-?\d[\d,]*\d(?:\.\d+)?|-?\d(?:\.\d+)?/g;
