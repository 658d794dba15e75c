import { useEffect, useRef, useState } from 'preact/hooks';
import { answerBatch } from '../hooks/use-answers.ts';
import type { Site } from '../site.ts';
import { usePage } from '../site-context.ts';
import { findFlip, type FlipSearchResult } from '../state/find-flip.ts';
import type { Picture } from '../state/pictures.ts';

/** Swaps that are tried before giving up. */
const ATTEMPTS = 300;

/** What `FlipFinder` needs. */
export interface FlipFinderProps {
  readonly site: Site;
  readonly seats: readonly Picture[];
  /** Says what came of it. */
  readonly onSay: (text: string) => void;
  readonly onError: (error: unknown) => void;
}

/** Searches for an exchange of one image that changes the answer for another, and shows it. */
export function FlipFinder({ site, seats, onSay, onError }: FlipFinderProps) {
  const { pixelsOf, act } = usePage();
  const [tried, setTried] = useState<number | undefined>(undefined);
  const search = useRef<AbortController | undefined>(undefined);
  const seed = useRef(0);
  // What the visitor seats meanwhile stays.
  useEffect(() => () => search.current?.abort(), [seats.join('.')]);

  async function run(): Promise<void> {
    search.current = new AbortController();
    const { signal } = search.current;
    setTried(0);
    try {
      const result = await findFlip({
        seats,
        shelf: site.data.shelf.count,
        seed: seed.current++,
        attempts: ATTEMPTS,
        answer: (batch) => answerBatch(site, { seats: batch, pixelsOf, kinds: ['batch'] }),
        onAttempt: setTried,
        signal,
      });
      const { found } = result;
      if (found !== undefined && !signal.aborted) act({ kind: 'set-batch', seats: found.seats });
      onSay(outcome(result, signal));
    } catch (error) {
      onError(error);
    } finally {
      search.current = undefined;
      setTried(undefined);
    }
  }

  return (
    <button
      type="button"
      class="primary"
      onClick={() => {
        if (search.current !== undefined) search.current.abort();
        else run().catch(onError);
      }}
    >
      {tried === undefined ? 'Find me a flip' : `Stop searching (${tried} swaps tried)`}
    </button>
  );
}

function outcome({ tried, found }: FlipSearchResult, { aborted }: AbortSignal): string {
  if (aborted) return 'Search stopped.';
  if (found !== undefined) return `Only the image in seat ${found.exchanged + 1} was exchanged.`;
  if (tried === 0)
    return 'Every test image is in the batch: there is none to exchange one for. Take fewer seats.';
  return `None of ${tried} swaps of one image changed the answer for another.`;
}
