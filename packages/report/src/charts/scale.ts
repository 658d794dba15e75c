/** Round values (1, 2, 5 times powers of ten) from just below `low` to just above `high`, both positive. */
export function logTicks(low: number, high: number): number[] {
  const ticks: number[] = [];
  // One power further on both sides: the logarithm of 99.99999999999999 rounds to 2, and 100 is not below it.
  for (let power = Math.floor(Math.log10(low)) - 1; power <= Math.ceil(Math.log10(high)) + 1; power++) {
    for (const digit of [1, 2, 5]) ticks.push(Number(`${digit}e${power}`));
  }
  const first = ticks.findLastIndex((tick) => tick <= low);
  const last = ticks.findIndex((tick) => tick >= high);
  return ticks.slice(Math.max(0, first), last < 0 ? undefined : last + 1);
}

/** The smallest round number (1, 2, 2.5, 5 times a power of ten) that is not below `value`; 1 for 0. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 2.5, 5, 10].find((digit) => digit * power >= value) ?? 10);
}

/** Whole numbers from 0 to at most `last`, in round steps of 1 or more: about `count` of them. */
export function wholeTicks(last: number, count: number): number[] {
  const step = Math.max(1, Math.ceil(roundUp(last / count)));
  return Array.from({ length: Math.floor(last / step) + 1 }, (_, index) => index * step);
}
