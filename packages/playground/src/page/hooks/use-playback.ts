import { useEffect } from 'preact/hooks';
import type { Answered } from './use-answers.ts';
import type { PlaygroundState } from '../state/playground-state.ts';

/** Time that every batch of a playing scene is shown, in ms. */
const SHOWN = 1000;

/** While a scene plays, asks for its next step once the present one is answered and was shown for a second. */
export function usePlayback(
  { play, seats }: PlaygroundState,
  { answered, onStep }: { readonly answered: Answered | undefined; readonly onStep: (step: number) => void },
): void {
  const ready = answered?.batch.seats.join('.') === seats.join('.');
  const step = play?.playing && ready ? play.step : undefined;
  useEffect(() => {
    if (step === undefined) return undefined;
    const timer = setTimeout(() => {
      onStep(step + 1);
    }, SHOWN);
    return () => {
      clearTimeout(timer);
    };
  }, [step]);
}

/** Whether the visitor asked the system for less motion. */
export function prefersReducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
