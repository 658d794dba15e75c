import type { PlaygroundStatistics } from '../../worker/messages.ts';
import type { Picture } from './pictures.ts';

/** What a network answers for one image. */
export interface Answer {
  /** The most probable class. */
  readonly predicted: number;
  /** Its probability (0-1). */
  readonly confidence: number;
}

/** The answers of every network for one batch under one kind of statistics. */
export interface Pane {
  readonly statistics: PlaygroundStatistics;
  readonly networks: readonly NetworkPane[];
}

/** What one network answers, seat by seat. */
export interface NetworkPane {
  readonly name: string;
  readonly answers: readonly Answer[];
}

/** A batch with what was answered for it. */
export interface AnsweredBatch {
  readonly seats: readonly Picture[];
  readonly panes: readonly Pane[];
}

/** The answers in `probabilities`, row-major `[images, classes]`; of equal probabilities the first class counts. */
export function answersOf(probabilities: Float32Array, classes: number): Answer[] {
  return Array.from({ length: probabilities.length / classes }, (_, image) => {
    const row = probabilities.subarray(image * classes, (image + 1) * classes);
    const predicted = row.reduce((best, value, index) => (value > row[best]! ? index : best), 0);
    return { predicted, confidence: row[predicted]! };
  });
}

/** How many of `answers` name the label of the image in their seat, and of how many the label is known. */
export function countRight(
  answers: readonly Answer[],
  seatLabels: readonly (number | undefined)[],
): { readonly right: number; readonly known: number } {
  const known = seatLabels.filter((label) => label !== undefined).length;
  const right = answers.filter(({ predicted }, seat) => predicted === seatLabels[seat]).length;
  return { right, known };
}
