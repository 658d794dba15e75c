import { useEffect, useState } from 'preact/hooks';
import type { Site } from '../site.ts';
import { answerAlone, type AloneAnswers } from '../state/alone-answers.ts';

/** What the networks answer for every test image by itself; asked for once `ready`, so that the first batch does not wait. */
export function useAlone(
  { engine, shelf, data }: Site,
  ready: boolean,
  onError: (error: unknown) => void,
): AloneAnswers | undefined {
  const [alone, setAlone] = useState<AloneAnswers | undefined>(undefined);
  useEffect(() => {
    if (!ready) return;
    const request = { pixels: shelf, count: data.shelf.count, classes: data.classes.length };
    answerAlone(engine, request).then(setAlone, onError);
  }, [ready]);
  return alone;
}
