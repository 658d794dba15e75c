import { match } from 'ts-pattern';
import { usePage } from '../site-context.ts';
import { batchesOf, type Scene } from '../state/scenes.ts';
import type { LabelledShelf } from '../state/pictures.ts';
import type { ScenePlay } from '../state/playground-state.ts';
import type { TraceStep } from '../state/scene-trace.ts';
import { SceneTrace } from './scene-trace.tsx';

/** What `ScenePlayer` shows. */
export interface ScenePlayerProps {
  readonly play: ScenePlay;
  readonly shelf: LabelledShelf;
  readonly trace: ReadonlyMap<number, TraceStep>;
}

/** Says what the present scene does, and plays it or goes through it step by step. */
export function ScenePlayer({ play: { scene, step, playing }, shelf, trace }: ScenePlayerProps) {
  const { data, act } = usePage();
  const last = batchesOf(scene, shelf).length - 1;
  const { title, text } = describeScene(scene, data.classes);
  const go = (to: number) => {
    if (to < 0 || to > last) return;
    act({ kind: 'play', playing: false });
    act({ kind: 'show-step', step: to });
  };
  return (
    <section class="scene" aria-labelledby="scene-title">
      <h2 id="scene-title">{title}</h2>
      <p>{text}</p>
      <div class="player">
        <button
          type="button"
          onClick={() => {
            act({ kind: 'play', playing: !playing });
          }}
        >
          {playing ? 'Pause' : 'Play'}
        </button>
        {/* Not `disabled`: a button that is loses the focus. */}
        <button
          type="button"
          aria-disabled={step === 0}
          onClick={() => {
            go(step - 1);
          }}
        >
          Back
        </button>
        <button
          type="button"
          aria-disabled={step === last}
          onClick={() => {
            go(step + 1);
          }}
        >
          Next
        </button>
        <label class="field">
          <span>
            Step {step} of {last}
          </span>{' '}
          <input
            type="range"
            min={0}
            max={last}
            value={step}
            onInput={({ currentTarget: { value } }) => {
              go(Number(value));
            }}
          />
        </label>
      </div>
      <SceneTrace {...{ scene, step, trace, shelf }} />
    </section>
  );
}

function describeScene(scene: Scene, classes: readonly string[]): { title: string; text: string } {
  const name = (label: number) => classes[label] ?? String(label);
  return match(scene)
    .with({ kind: 'circulate' }, () => ({
      title: 'Circulate a weak image',
      text: 'Figure 4 of the paper. A weak image (wrong by itself) takes the place of every image of a confident balanced batch in turn, so that each time its class is missing, unless there are more images of it. Under batch statistics its answer can follow the missing class.',
    }))
    .with({ kind: 'two-weak' }, () => ({
      title: 'Two weak images at once',
      text: 'Two weak images take two neighbouring places in turn: in a batch with one image of each class two classes are missing, and either image may be given either.',
    }))
    .with({ kind: 'remove-class' }, ({ label }) => ({
      title: `Remove ${name(label)}`,
      text: 'Step 1 replaces every image of this class by one more of another class: the batch is no longer balanced.',
    }))
    .with({ kind: 'one-class' }, ({ label }) => ({
      title: `Fill the batch with ${name(label)}`,
      text: 'Image after image gives way to one of this class. The means and variances become those of a single class, which balanced training never showed to the network.',
    }))
    .with({ kind: 'random' }, () => ({
      title: 'Random batch',
      text: 'Images drawn without regard to their classes: some classes are missing, others come twice.',
    }))
    .exhaustive();
}
