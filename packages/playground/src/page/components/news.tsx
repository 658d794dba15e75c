import type { Answered } from '../hooks/use-answers.ts';
import { describeFlips } from '../state/describe-change.ts';
import type { PlaygroundState } from '../state/playground-state.ts';
import { usePage } from '../site-context.ts';

/** What `News` tells. */
export interface NewsProps {
  readonly state: PlaygroundState;
  readonly answered: Answered | undefined;
  readonly said: string;
  readonly failure: string | undefined;
}

/** What changed last, for the eye and, politely, for screen readers; they are spared the steps of a playing scene. */
export function News({ state: { held, play }, answered, said, failure }: NewsProps) {
  const { data } = usePage();
  const changes = answered?.flips === undefined ? '' : describeFlips(answered.flips, data.classes);
  const picked =
    held === undefined
      ? ''
      : held.kind === 'seat'
        ? `The image of seat ${held.seat + 1} is picked up: choose another seat, or an image to take its place.`
        : 'An image is picked up: choose a seat for it.';
  return (
    <>
      <p class="news" role="status" aria-live={play?.playing ? 'off' : 'polite'}>
        {[said, said === '' ? picked : '', held === undefined ? changes : ''].filter(Boolean).join(' ')}
      </p>
      {failure === undefined ? null : (
        <p class="failure" role="alert">
          The networks gave no answer: {failure}
        </p>
      )}
    </>
  );
}
