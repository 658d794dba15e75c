import { useState } from 'preact/hooks';
import type { PlaygroundStatistics } from '../../worker/messages.ts';
import type { AnsweredBatch } from '../state/answered-batch.ts';
import { answersOf } from '../state/answered-batch.ts';
import { flipsBetween, type Flip } from '../state/flips.ts';
import type { Picture } from '../state/pictures.ts';
import { batchPixels, type PixelsOf, type Site } from '../site.ts';
import { useLatest } from './use-latest.ts';

/** The newest answers, and how they differ from those of the batch before. */
export interface Answered {
  readonly batch: AnsweredBatch;
  /** Undefined for the first batch. */
  readonly flips: readonly Flip[] | undefined;
  /** The seats whose image was not in the batch before; none for the first batch. */
  readonly exchanged: readonly number[];
  /** From asking to the answers of both panes, in ms. */
  readonly ms: number;
}

/** Answers `seats` under batch and under population statistics whenever they change; failures go to `onError`. */
export function useAnswers(
  site: Site,
  { seats, pixelsOf }: { readonly seats: readonly Picture[]; readonly pixelsOf: PixelsOf },
  onError: (error: unknown) => void,
): Answered | undefined {
  const [answered, setAnswered] = useState<Answered | undefined>(undefined);
  useLatest(seats, seats.join('.'), async (batch) => {
    try {
      const start = performance.now();
      const next = await answerBatch(site, { seats: batch, pixelsOf, kinds: ['batch', 'population'] });
      const ms = performance.now() - start;
      setAnswered((former) => ({ batch: next, ...changesSince(former?.batch, next), ms }));
    } catch (error) {
      onError(error);
    }
  });
  return answered;
}

function changesSince(
  former: AnsweredBatch | undefined,
  next: AnsweredBatch,
): Pick<Answered, 'flips' | 'exchanged'> {
  if (former === undefined) return { flips: undefined, exchanged: [] };
  const exchanged = next.seats.flatMap((picture, seat) => (former.seats.includes(picture) ? [] : [seat]));
  return { flips: flipsBetween(former, next), exchanged };
}

/** What every network answers for a batch under the given kinds of statistics. */
export async function answerBatch(
  { engine, data: { classes } }: Site,
  {
    seats,
    pixelsOf,
    kinds,
  }: {
    readonly seats: readonly Picture[];
    readonly pixelsOf: PixelsOf;
    readonly kinds: readonly PlaygroundStatistics[];
  },
): Promise<AnsweredBatch> {
  const panes = await Promise.all(
    kinds.map(async (statistics) => {
      const { networks } = await engine.answer(batchPixels(seats, pixelsOf), statistics);
      return {
        statistics,
        networks: networks.map(({ name, probabilities }) => ({
          name,
          answers: answersOf(probabilities, classes.length),
        })),
      };
    }),
  );
  return { seats, panes };
}
