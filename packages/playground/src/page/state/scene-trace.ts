import { match } from 'ts-pattern';
import type { Answer, AnsweredBatch } from './answered-batch.ts';
import type { LabelledShelf, Picture } from './pictures.ts';
import type { Scene } from './scenes.ts';

/** What the circulated images were answered in one place: a cell of the paper's Figure 4, for each network. */
export interface TraceStep {
  /** Classes of the images that they displaced, which the batch lacks. */
  readonly missing: readonly number[];
  /** Labels of the circulated images that are in the batch. */
  readonly labels: readonly (number | undefined)[];
  readonly networks: readonly {
    readonly name: string;
    /** One for each circulated image that is in the batch, under batch statistics. */
    readonly answers: readonly Answer[];
  }[];
}

/** The weak images that a scene moves through the batch. */
export function circulated(scene: Scene): readonly Picture[] {
  return match(scene)
    .with({ kind: 'circulate' }, ({ weak }) => [weak])
    .with({ kind: 'two-weak' }, ({ weak, other }) => [weak, other])
    .otherwise(() => []);
}

/** Reads a step of a circulation from the answers to its batch; undefined for other scenes and for the batch it starts with. */
export function traceStep(
  scene: Scene,
  { seats, panes }: AnsweredBatch,
  shelf: Pick<LabelledShelf, 'labels'>,
): TraceStep | undefined {
  const places = circulated(scene)
    .map((picture) => seats.indexOf(picture))
    .filter((seat) => seat >= 0);
  const networks = panes.find(({ statistics }) => statistics === 'batch')?.networks;
  if (places.length === 0 || networks === undefined) return undefined;
  return {
    missing: missingClasses(scene, seats, shelf),
    labels: places.map((seat) => shelf.labels[seats[seat]!]),
    networks: networks.map(({ name, answers }) => ({ name, answers: places.map((seat) => answers[seat]!) })),
  };
}

/** The classes of the scene's first batch that `seats` lacks, the circulated images left out. */
export function missingClasses(
  scene: Scene,
  seats: readonly Picture[],
  { labels }: Pick<LabelledShelf, 'labels'>,
): number[] {
  const weak = circulated(scene);
  const present = new Set(
    seats.filter((picture) => !weak.includes(picture)).map((picture) => labels[picture]),
  );
  const first = new Set(scene.base.map((picture) => labels[picture]).filter((label) => label !== undefined));
  return [...first].filter((label) => !present.has(label));
}

/**
 * Whether an answer, by its place among the circulated images, names a class that the batch lacks; undefined where it lacks none, and for an image in the place of
 * its own class, where the right answer says nothing about the batch (`evaluator/circulate` keeps those apart as well).
 */
export function namesMissing(
  { missing, labels }: TraceStep,
  { predicted }: Answer,
  index: number,
): boolean | undefined {
  if (missing.length === 0) return undefined;
  const label = labels[index];
  return label !== undefined && missing.includes(label) ? undefined : missing.includes(predicted);
}

/** Of the steps that were seen: how many answers name a missing class, of how many; images in the place of their own class are left out, and steps without a missing class. */
export function countMissing(
  steps: readonly TraceStep[],
  network: string,
): { readonly missing: number; readonly answers: number } {
  let [missing, count] = [0, 0];
  for (const step of steps) {
    const { answers = [] } = step.networks.find(({ name }) => name === network) ?? {};
    const named = answers.map((answer, index) => namesMissing(step, answer, index));
    count += named.filter((each) => each !== undefined).length;
    missing += named.filter((each) => each === true).length;
  }
  return { missing, answers: count };
}
