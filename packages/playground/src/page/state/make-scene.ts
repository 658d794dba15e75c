import { match } from 'ts-pattern';
import { confidentBatch, weakImages, type AloneAnswers } from './alone-answers.ts';
import type { LabelledShelf } from './pictures.ts';
import type { Scene, SceneKind } from './scenes.ts';

/** What a scene is made of. */
export interface SceneRequest {
  readonly kind: SceneKind;
  readonly alone: AloneAnswers;
  readonly shelf: LabelledShelf;
  /** How many images the batch has. */
  readonly seats: number;
  /** The class that is removed, or that fills the batch. */
  readonly label: number;
  /** How often the scene was asked for before: the next time takes other images. */
  readonly round: number;
}

/** Makes a scene on a confident balanced batch; undefined when the shelf lacks the weak images that it needs. */
export function makeScene({ kind, alone, shelf, seats, label, round }: SceneRequest): Scene | undefined {
  const base = confidentBatch(alone, { shelf, count: seats });
  const weak = weakImages(alone, shelf).filter((picture) => !base.includes(picture));
  const first = weak[round % Math.max(1, weak.length)];
  const second = weak[(round + 1) % Math.max(1, weak.length)];
  return match(kind)
    .returnType<Scene | undefined>()
    .with('circulate', (kind) => (first === undefined ? undefined : { kind, base, weak: first }))
    .with('two-weak', (kind) =>
      first === undefined || second === undefined || first === second
        ? undefined
        : { kind, base, weak: first, other: second },
    )
    .with('remove-class', (kind) => ({ kind, base, label }))
    .with('one-class', (kind) => ({ kind, base, label }))
    .with('random', (kind) => ({ kind, base, seed: round }))
    .exhaustive();
}
