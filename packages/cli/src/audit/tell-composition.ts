import {
  batchCount,
  batchOf,
  compositionAgainstChance,
  meetings,
  repeatedImages,
  repeatsOf,
  structureOf,
  type AgainstChance,
  type BatchPlan,
  type CompositionAgainstChance,
  type LabelsOfImages,
  type PlanStructure,
} from '@batchmates/batching';
import { count, percent } from '@batchmates/metrics';
import { match, P } from 'ts-pattern';
import { plainTable } from '../commands/plain-table.ts';
import type { LabelledImages } from './labelled-images.ts';

/** How the batches of some epochs are composed, in lines for a terminal: one sentence, a table against chance, and what repeats. */
export function tellComposition(
  epochs: readonly BatchPlan[],
  { labels, classNames, seed }: Pick<LabelledImages, 'labels' | 'classNames'> & { readonly seed: number },
): string[] {
  const of = { labels, classes: classNames.length };
  const composition = compositionAgainstChance(epochs, { ...of, seed });
  return [
    sentence(structureOf(epochs, of), composition, { ...of, partial: epochs.some(hasPartialBatch) }),
    '',
    sizes(epochs, { images: labels.length, classes: of.classes }),
    table(composition),
    ...repeats(epochs),
    ...again(epochs),
    ...proportions(epochs, of),
  ];
}

/** Whether the last batch of an epoch is smaller than the first: the rule of the others is not that of it. */
function hasPartialBatch(plan: BatchPlan): boolean {
  const batches = batchCount(plan);
  return batches > 1 && batchOf(plan, batches - 1).length < batchOf(plan, 0).length;
}

function sentence(
  structure: PlanStructure,
  composition: CompositionAgainstChance,
  { classes, partial }: { readonly classes: number; readonly partial: boolean },
): string {
  const { distinctClasses, sameClassPairs } = composition;
  const chance = `random batches of these images hold ${decimal(distinctClasses.expected)} classes on average`;
  const [every, no] = partial ? ['Every whole batch', 'No whole batch'] : ['Every batch', 'No batch'];
  return match(structure)
    .with({ kind: 'single images' }, () => 'Every batch is a single image: no image meets another.')
    .with(
      { kind: 'one class', sorted: true },
      () => `${every} holds images of one class, class after class; ${chance}.`,
    )
    .with({ kind: 'one class' }, () => `${every} holds images of one class; ${chance}.`)
    .with({ kind: 'classes by images', every: true }, ({ perClass }) =>
      perClass === 1
        ? `${every} holds exactly one image of each of the ${count(classes)} classes: the batchmates of an image have every class but its own; ${chance}.`
        : `${every} holds exactly ${perClass} images of each of the ${count(classes)} classes; ${chance}.`,
    )
    .with({ kind: 'classes by images', perClass: 1 }, () => {
      const usual = isWithin(sameClassPairs) ? ', as random batches of these images do, too' : `; ${chance}`;
      return `${no} holds two images of one class${usual}.`;
    })
    .with(
      { kind: 'classes by images' },
      ({ classes: distinct, perClass }) =>
        `${every} holds exactly ${perClass} images of each of ${distinct} of the ${count(classes)} classes (P x K); ${chance}.`,
    )
    .with(
      { kind: 'none', sorted: true },
      () => `The images come class after class; ${chance}, these ${decimal(distinctClasses.observed)}.`,
    )
    .with({ kind: 'none', sorted: P.boolean }, () => comparison(composition))
    .exhaustive();
}

function comparison({
  distinctClasses,
  sameClassPairs,
  sameClassNeighbours,
}: CompositionAgainstChance): string {
  const ratio = `${decimal(sameClassPairs.observed / sameClassPairs.expected)} times as many pairs of one class as chance`;
  if (sameClassPairs.observed < sameClassPairs.extremes[0])
    return `Batches mix classes more evenly than chance: they have ${ratio}.`;
  if (sameClassPairs.observed > sameClassPairs.extremes[1])
    return `Images of one class meet more often than by chance: batches have ${ratio}.`;
  if (!isWithin(distinctClasses))
    return `Batches hold ${decimal(distinctClasses.observed)} distinct classes, where chance gives ${decimal(distinctClasses.expected)}.`;
  if (sameClassNeighbours.observed > sameClassNeighbours.extremes[1])
    return 'Batches are composed as if at random, though images of one class stand beside each other more often than by chance.';
  return 'Batches are composed as if at random: labels tell no more of batchmates than chance.';
}

/** Whether random batches are like that, beyond doubt of the 5 % that lie outside of the range. */
function isWithin({ observed, extremes: [low, high] }: AgainstChance): boolean {
  return observed >= low && observed <= high;
}

function sizes(
  epochs: readonly BatchPlan[],
  { images, classes }: { images: number; classes: number },
): string {
  const lengths = epochs.flatMap(({ offsets }) =>
    [...offsets].slice(1).map((end, batch) => end - offsets[batch]!),
  );
  const ofSize = new Map<number, number>();
  for (const size of lengths) ofSize.set(size, (ofSize.get(size) ?? 0) + 1);
  const bySize = [...ofSize].sort(([, one], [, other]) => other - one);
  const told = bySize.slice(0, 3).map(([size, batches]) => `${count(batches)} of ${count(size)}`);
  const more = bySize.length > 3 ? `, … (${bySize.length} sizes)` : '';
  const shown = new Set(epochs.flatMap(({ indices }) => [...indices])).size;
  const inEpochs = epochs.length > 1 ? ` in ${epochs.length} epochs` : '';
  const filling = epochs.reduce((sum, plan) => sum + repeatedImages(plan), 0);
  const filled =
    filling === 0
      ? ''
      : `; ${plural(filling, 'place only fills a batch', 'places only fill batches')} (counted 0)`;
  return `${plural(lengths.length, 'batch', 'batches')}${inEpochs}, ${told.join(', ')}${more} images; ${count(shown)} of ${count(images)} images in ${count(classes)} classes${filled}`;
}

function table({
  distinctClasses,
  sameClassPairs,
  lackingBatches,
  sameClassNeighbours,
  shuffles,
}: CompositionAgainstChance): string {
  const row = (name: string, figure: AgainstChance, tell: (value: number) => string) => [
    name,
    tell(figure.observed),
    tell(figure.expected),
    figure.range.map(tell).join(' to '),
    figure.expected === 0 ? '–' : decimal(figure.observed / figure.expected),
  ];
  const share = (value: number) => percent(value);
  return plainTable(
    ['', 'these batches', 'chance', `95 % of ${count(shuffles)} random plans`, 'ratio'],
    [
      row('distinct classes in a batch', distinctClasses, decimal),
      row('pairs of one class in a batch', sameClassPairs, decimal),
      row('batches that lack a class', lackingBatches, share),
      row('neighbours in the order that share a class', sameClassNeighbours, share),
    ],
    [1, 2, 3, 4],
  );
}

function repeats(epochs: readonly BatchPlan[]): string[] {
  const each = epochs.map(repeatsOf);
  const sum = (of: (one: (typeof each)[number]) => number) => each.reduce((total, one) => total + of(one), 0);
  const [within, across] = [sum((one) => one.batchesWithRepeats), sum((one) => one.inSeveralBatches)];
  return [
    within === 0
      ? 'no batch holds an image twice'
      : plural(within, 'batch holds an image more than once', 'batches hold an image more than once'),
    across === 0
      ? 'no image is in two batches of an epoch'
      : plural(
          across,
          'image is in several batches of an epoch',
          'images are in several batches of an epoch',
        ),
  ];
}

function again(epochs: readonly BatchPlan[]): string[] {
  return meetings(epochs).map(
    ({ pairs, again: met, expected }, index) =>
      `epoch ${index + 2}: ${count(met)} of ${count(pairs)} pairs of batchmates (${percent(met / Math.max(1, pairs))}) had met in epoch ${index + 1}; by chance ${percent(expected / Math.max(1, pairs))}`,
  );
}

/** Below it, the classes are shown in the proportions of the labels, as where a last batch is left out. */
const SHIFT = 0.01;

/** Whether a sampler shows some classes more often than others. */
function proportions(epochs: readonly BatchPlan[], { labels, classes }: LabelsOfImages): string[] {
  const [shown, all] = [new Float64Array(classes), new Float64Array(classes)];
  const places = epochs.reduce((sum, { indices }) => sum + indices.length, 0);
  for (const { indices } of epochs) for (const image of indices) shown[labels[image]!]! += 1 / places;
  for (const label of labels) all[label]! += 1 / labels.length;
  const shift = shown.reduce((sum, share, label) => sum + Math.abs(share - all[label]!), 0) / 2;
  return shift < SHIFT
    ? []
    : [`the shares of the classes differ from those of the labels, by ${percent(shift, 1)} of the places`];
}

function plural(number: number, one: string, several: string): string {
  return `${count(number)} ${number === 1 ? one : several}`;
}

function decimal(value: number): string {
  if (value >= 1000) return count(Math.round(value));
  return value.toFixed(value >= 100 ? 1 : 2);
}
