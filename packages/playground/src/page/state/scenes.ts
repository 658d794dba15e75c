import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { match } from 'ts-pattern';
import { picturesOfClass, type LabelledShelf, type Picture } from './pictures.ts';

/** A guided scene: what is done to a batch, as a value that can stand in the address. */
export type Scene =
  /** Figure 4 of the paper: one weak image takes every place of a confident balanced batch in turn. */
  | { readonly kind: 'circulate'; readonly base: readonly Picture[]; readonly weak: Picture }
  /** Two weak images take two neighbouring places in turn, so that two classes are missing. */
  | {
      readonly kind: 'two-weak';
      readonly base: readonly Picture[];
      readonly weak: Picture;
      readonly other: Picture;
    }
  /** The images of one class give way to further images of the next class. */
  | { readonly kind: 'remove-class'; readonly base: readonly Picture[]; readonly label: number }
  /** Place after place is taken by an image of one class, until all are of it. */
  | { readonly kind: 'one-class'; readonly base: readonly Picture[]; readonly label: number }
  /** Images drawn without replacement, whatever their classes. */
  | { readonly kind: 'random'; readonly base: readonly Picture[]; readonly seed: number };

/** The name of a scene in the address. */
export type SceneKind = Scene['kind'];

/** The batches of a scene, one a step; the first is where it starts. Pure: the same scene gives the same batches. */
export function batchesOf(scene: Scene, shelf: LabelledShelf): readonly (readonly Picture[])[] {
  const { base } = scene;
  return match(scene)
    .with({ kind: 'circulate' }, ({ weak }) => [base, ...base.map((_, seat) => base.with(seat, weak))])
    .with({ kind: 'two-weak' }, ({ weak, other }) => [
      base,
      ...base.map((_, seat) => base.with(seat, weak).with((seat + 1) % base.length, other)),
    ])
    .with({ kind: 'remove-class' }, ({ label }) => [base, withoutClass(base, label, shelf)])
    .with({ kind: 'one-class' }, ({ label }) => fillingUp(base, label, shelf))
    .with({ kind: 'random' }, ({ seed }) => [base, randomBatch(base.length, seed, shelf)])
    .exhaustive();
}

/** The seats that a step of a scene gave to other images than its first batch has there. */
export function changedSeats(scene: Scene, batch: readonly Picture[]): number[] {
  return scene.base.flatMap((picture, seat) => (batch[seat] === picture ? [] : [seat]));
}

function withoutClass(base: readonly Picture[], label: number, shelf: LabelledShelf): Picture[] {
  const present = base.map((picture) => shelf.labels[picture]).filter((each) => each !== undefined);
  const others = [...new Set(present.filter((each) => each !== label))].sort((one, other) => one - other);
  const heir = others.find((each) => each > label) ?? others[0];
  if (heir === undefined) return [...base];
  const spare = unseated(heir, base, shelf);
  let used = 0;
  return base.map((picture) => (shelf.labels[picture] === label ? spare[used++ % spare.length]! : picture));
}

function fillingUp(base: readonly Picture[], label: number, shelf: LabelledShelf): Picture[][] {
  const spare = unseated(label, base, shelf);
  const steps: Picture[][] = [[...base]];
  base.forEach((picture, seat) => {
    if (shelf.labels[picture] === label) return;
    steps.push(steps.at(-1)!.with(seat, spare[(steps.length - 1) % spare.length]!));
  });
  return steps;
}

/** Images of a class that are not in the batch; all of the class when every one is. */
function unseated(label: number, batch: readonly Picture[], shelf: LabelledShelf): Picture[] {
  const all = picturesOfClass(shelf, label);
  const free = all.filter((picture) => !batch.includes(picture));
  return free.length > 0 ? free : all;
}

function randomBatch(size: number, seed: number, { labels }: LabelledShelf): Picture[] {
  const generator = xoroshiro128plus(seed);
  const left = labels.map((_, picture) => picture);
  return Array.from({ length: Math.min(size, left.length) }, () => {
    const place = uniformInt(generator, 0, left.length - 1);
    return left.splice(place, 1)[0]!;
  });
}
