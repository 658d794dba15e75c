import type { PlaygroundEngine } from '../open-playground-engine.ts';
import { answersOf, type Answer } from './answered-batch.ts';
import {
  balancedSize,
  classesPresent,
  picturesOfClass,
  roundRobin,
  type LabelledShelf,
  type Picture,
} from './pictures.ts';

/** What every network answers for every test image by itself, that is, under population statistics: `[network][picture]`. */
export type AloneAnswers = readonly (readonly Answer[])[];

/** Images that are answered in one go. */
const AT_ONCE = 20;

/** Asks for the answer to every test image under population statistics, where its batch does not matter. */
export async function answerAlone(
  engine: Pick<PlaygroundEngine, 'answer'>,
  {
    pixels,
    count,
    classes,
  }: { readonly pixels: Uint8Array; readonly count: number; readonly classes: number },
): Promise<AloneAnswers> {
  const size = pixels.length / count;
  const found: Answer[][] = [];
  for (let start = 0; start < count; start += AT_ONCE) {
    const images = pixels.slice(start * size, Math.min(count, start + AT_ONCE) * size);
    const { networks } = await engine.answer(images, 'population');
    networks.forEach(({ probabilities }, index) => {
      (found[index] ??= []).push(...answersOf(probabilities, classes));
    });
  }
  return found;
}

/**
 * The weak images: those that a network answers wrong by themselves. First those that most networks get wrong; among them
 * first those that the networks are least sure of.
 */
export function weakImages(alone: AloneAnswers, { labels }: LabelledShelf): Picture[] {
  const wrong = (picture: Picture) =>
    alone.filter((answers) => answers[picture]!.predicted !== labels[picture]).length;
  const sureness = (picture: Picture) =>
    alone.reduce((sum, answers) => sum + answers[picture]!.confidence, 0);
  return labels
    .map((_, picture) => picture)
    .filter((picture) => wrong(picture) > 0)
    .sort((one, other) => wrong(other) - wrong(one) || sureness(one) - sureness(other) || one - other);
}

/**
 * A confident balanced batch of `count` images, by default one of every class: of every class the test images that all networks answer right by themselves
 * and of which the least sure network is surest; then its first images.
 */
export function confidentBatch(
  alone: AloneAnswers,
  { shelf, count = balancedSize(shelf) }: { readonly shelf: LabelledShelf; readonly count?: number },
): Picture[] {
  const ranked = classesPresent(shelf).map((label) => {
    const least = (picture: Picture) =>
      Math.min(
        ...alone.map((answers) => {
          const { predicted, confidence } = answers[picture]!;
          return predicted === label ? confidence : 0;
        }),
      );
    return picturesOfClass(shelf, label).sort((one, other) => least(other) - least(one) || one - other);
  });
  return roundRobin(ranked, count);
}
