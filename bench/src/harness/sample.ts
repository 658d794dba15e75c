/** Summary of repeated measurements: their median and spread. */
export interface Sample {
  readonly median: number;
  /** Half the interquartile range over the median, 0-1. */
  readonly spread: number;
  readonly rounds: number;
}

/** Summarises at least one value. */
export function summarise(values: readonly number[]): Sample {
  const sorted = [...values].sort((a, b) => a - b);
  const median = quantile(sorted, 0.5);
  return {
    median,
    spread: (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 2 / median,
    rounds: values.length,
  };
}

/** Linear interpolation between the two nearest of sorted values; `share` 0-1. */
function quantile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(position)]!, sorted[Math.ceil(position)]!];
  return low + (high - low) * (position % 1);
}
