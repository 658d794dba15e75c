import { match } from 'ts-pattern';
import type { Flip } from './flips.ts';

/** How the kinds of statistics are called on the page. */
const statisticsNames = { batch: 'batch statistics', population: 'population statistics' } as const;

/** Flips that are named one by one; more are only counted. */
const NAMED = 4;

/** One sentence on what changed, for the line under the batch and for screen readers. */
export function describeFlips(flips: readonly Flip[], classes: readonly string[]): string {
  const sentences = flips
    .slice(0, NAMED)
    .map(
      ({ seat, network, statistics, from, to }) =>
        `seat ${seat + 1} from ${classes[from] ?? from} to ${classes[to] ?? to} (${network}, ${statisticsNames[statistics]})`,
    );
  const rest = flips.length - sentences.length;
  return match(flips.length)
    .with(0, () => 'No answer of an image that stayed changed.')
    .with(1, () => `1 answer changed: ${sentences[0]!}.`)
    .otherwise(
      (count) => `${count} answers changed: ${sentences.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`,
    );
}

/** A probability as a percentage without decimals, e.g. `98 %`. */
export function percent(probability: number): string {
  return `${Math.round(probability * 100)} %`;
}
