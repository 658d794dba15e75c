import { count } from '../format.ts';
import { defineMetric } from '../metric.ts';

/** How often each class was answered for each class. */
export interface Confusion {
  readonly classNames: readonly string[];
  /** `[true class][answered class]`, numbers of images. */
  readonly images: readonly (readonly number[])[];
}

/** A pair of classes, by index, that are taken for each other. */
export interface WrongAnswer {
  readonly truth: number;
  readonly answer: number;
  readonly images: number;
}

/** The confusion matrix. */
export const confusion = defineMetric({
  name: 'confusion',
  label: 'Confusion',
  summary: 'which classes are taken for which: the confusion matrix',
  compute({ facts: { dataset }, predictions: { labels, predicted } }): Confusion {
    const { classNames } = dataset;
    const images = classNames.map(() => Array<number>(classNames.length).fill(0));
    predicted.forEach((answer, image) => images[labels[image]!]![answer]!++);
    return { classNames, images };
  },
  format(value) {
    const { classNames } = value;
    const pairs = wrongAnswers(value)
      .slice(0, 3)
      .map(({ truth, answer, images }) => `${classNames[truth]} as ${classNames[answer]} (${count(images)})`);
    return pairs.length === 0
      ? 'No image is taken for another class.'
      : `Most often taken wrongly: ${pairs.join(', ')}.`;
  },
});

/** Pairs of true class and wrong answer that occur, the most frequent first. */
export function wrongAnswers({ images }: Confusion): WrongAnswer[] {
  return images
    .flatMap((row, truth) => row.map((value, answer) => ({ truth, answer, images: value })))
    .filter((pair) => pair.truth !== pair.answer && pair.images > 0)
    .sort((left, right) => right.images - left.images);
}
