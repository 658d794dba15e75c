import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { AnsweredBatch } from './answered-batch.ts';
import { flipsBetween, type Flip } from './flips.ts';
import type { Picture } from './pictures.ts';

/** Where and how long to search for a flip. */
export interface FlipSearch {
  /** The batch to start from. */
  readonly seats: readonly Picture[];
  /** How many test images the shelf has. */
  readonly shelf: number;
  /** Seed of the order in which swaps are tried. */
  readonly seed: number;
  /** Swaps tried at most. */
  readonly attempts: number;
  /** Answers a batch under batch statistics. */
  readonly answer: (seats: readonly Picture[]) => Promise<AnsweredBatch>;
  /** Called before every swap with how many were tried. */
  readonly onAttempt?: (tried: number) => void;
  readonly signal?: AbortSignal;
}

/** A batch in which one image was exchanged, whereupon another image's answer changed. */
export interface FoundFlip {
  readonly seats: readonly Picture[];
  /** The seat whose image was exchanged. */
  readonly exchanged: number;
  readonly flips: readonly Flip[];
}

/** What came of a search. */
export interface FlipSearchResult {
  /** How many swaps were tried. */
  readonly tried: number;
  /** Undefined when no tried swap changes an answer, or the search was aborted. */
  readonly found: FoundFlip | undefined;
}

/**
 * Exchanges one image of the batch for one of the shelf, again and again from the same batch, until the answer for another
 * image changes.
 */
export async function findFlip(search: FlipSearch): Promise<FlipSearchResult> {
  const { seats, shelf, seed, attempts, answer, onAttempt, signal } = search;
  const free = Array.from({ length: shelf }, (_, picture) => picture).filter(
    (picture) => !seats.includes(picture),
  );
  if (free.length === 0) return { tried: 0, found: undefined };
  const generator = xoroshiro128plus(seed);
  const before = await answer(seats);
  for (let tried = 0; tried < attempts; tried++) {
    if (signal?.aborted) return { tried, found: undefined };
    onAttempt?.(tried);
    const exchanged = uniformInt(generator, 0, seats.length - 1);
    const changed = seats.with(exchanged, free[uniformInt(generator, 0, free.length - 1)]!);
    const flips = flipsBetween(before, await answer(changed));
    if (flips.length > 0) return { tried: tried + 1, found: { seats: changed, exchanged, flips } };
  }
  return { tried: attempts, found: undefined };
}
