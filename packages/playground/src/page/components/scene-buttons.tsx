import { useState } from 'preact/hooks';
import { usePage } from '../site-context.ts';
import { prefersReducedMotion } from '../hooks/use-playback.ts';
import { weakImages, type AloneAnswers } from '../state/alone-answers.ts';
import { makeScene } from '../state/make-scene.ts';
import { balancedBatch, classesPresent, type LabelledShelf } from '../state/pictures.ts';
import type { SceneKind } from '../state/scenes.ts';

/** What `SceneButtons` offers. */
export interface SceneButtonsProps {
  readonly shelf: LabelledShelf;
  /** How many images the batch has. */
  readonly seats: number;
  /** Undefined while the test images are being answered by themselves. */
  readonly alone: AloneAnswers | undefined;
  /** The search for a flip, as a button. */
  readonly children?: preact.ComponentChildren;
}

const scenes: readonly { readonly kind: SceneKind; readonly text: string; readonly weak: number }[] = [
  { kind: 'circulate', text: 'Circulate a weak image', weak: 1 },
  { kind: 'two-weak', text: 'Two weak images at once', weak: 2 },
  { kind: 'remove-class', text: 'Remove a class', weak: 0 },
  { kind: 'one-class', text: 'Fill with one class', weak: 0 },
  { kind: 'random', text: 'Random batch', weak: 0 },
];

/** The guided scenes; pressed again, each takes other images. */
export function SceneButtons({ shelf, seats, alone, children }: SceneButtonsProps) {
  const { data, act } = usePage();
  const present = classesPresent(shelf);
  const [label, setLabel] = useState(present[0] ?? 0);
  const [rounds, setRounds] = useState<Readonly<Record<string, number>>>({});
  const weak = alone === undefined ? 0 : weakImages(alone, shelf).length;
  const nextRound = (name: string) => {
    const round = rounds[name] ?? 0;
    setRounds({ ...rounds, [name]: round + 1 });
    return round;
  };
  const start = (kind: SceneKind) => {
    if (alone === undefined) return;
    const scene = makeScene({ kind, alone, shelf, seats, label, round: nextRound(kind) });
    if (scene !== undefined) act({ kind: 'start-scene', scene, playing: !prefersReducedMotion() });
  };
  return (
    <section class="scenes" aria-labelledby="scenes-title">
      <h2 id="scenes-title">Scenes</h2>
      <div class="buttons">
        <button
          type="button"
          onClick={() => {
            act({
              kind: 'set-batch',
              seats: balancedBatch(shelf, { round: nextRound('balanced') + 1, count: seats }),
            });
          }}
        >
          Balanced batch
        </button>
        {scenes.map(({ kind, text, weak: needed }) => (
          <button
            key={kind}
            type="button"
            disabled={alone === undefined || weak < needed}
            onClick={() => {
              start(kind);
            }}
          >
            {text}
          </button>
        ))}
        {children}
        <label class="field">
          <span>Class to remove or to fill with</span>{' '}
          <select
            value={String(label)}
            onChange={({ currentTarget: { value } }) => {
              setLabel(Number(value));
            }}
          >
            {present.map((each) => (
              <option key={each} value={String(each)}>
                {data.classes[each]}
              </option>
            ))}
          </select>
        </label>
      </div>
      {alone !== undefined && weak === 0 ? (
        <p class="note">
          No network answers an image of this shelf wrong by itself: there is no weak image to circulate.
        </p>
      ) : null}
    </section>
  );
}
