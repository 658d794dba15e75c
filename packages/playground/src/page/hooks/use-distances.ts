import { useState } from 'preact/hooks';
import type { Distances } from '../../worker/messages.ts';
import type { AnsweredBatch } from '../state/answered-batch.ts';
import { batchPixels, type PixelsOf, type Site } from '../site.ts';
import { useLatest } from './use-latest.ts';

/** How far the batch's means and variances lie from the population's, measured after its answers are there. */
export function useDistances(
  { engine }: Site,
  { batch, pixelsOf }: { readonly batch: AnsweredBatch | undefined; readonly pixelsOf: PixelsOf },
  onError: (error: unknown) => void,
): Distances | undefined {
  const [distances, setDistances] = useState<Distances | undefined>(undefined);
  useLatest(batch?.seats, batch?.seats.join('.') ?? '', async (seats) => {
    try {
      setDistances(await engine.distances(batchPixels(seats, pixelsOf)));
    } catch (error) {
      onError(error);
    }
  });
  return distances;
}
