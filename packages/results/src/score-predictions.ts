import type { Answers } from './mc-nemar.ts';
import type { EvaluationMetrics } from './metrics/evaluation.ts';
import { tally, tallyOf } from './tally.ts';

/** What `scorePredictions` counts. */
export type Scores = Pick<
  EvaluationMetrics,
  'images' | 'errors' | 'error' | 'interval' | 'perClass' | 'confusion'
>;

/** Error, error by class and confusion matrix of one prediction per image. */
export function scorePredictions(answers: Answers, classNames: readonly string[]): Scores {
  const confusion = confusionMatrix(answers, classNames.length);
  const perClass = classNames.map((name, label) => {
    const row = confusion[label] ?? [];
    const images = row.reduce((sum, n) => sum + n, 0);
    return { name, ...tallyOf(images, images - (row[label] ?? 0)) };
  });
  return { ...tally(answers), perClass, confusion };
}

function confusionMatrix({ labels, predicted }: Answers, classes: number): number[][] {
  const confusion = Array.from({ length: classes }, () => Array<number>(classes).fill(0));
  for (let index = 0; index < labels.length; index++) {
    const row = confusion[labels[index] ?? -1];
    const answer = predicted[index] ?? -1;
    if (row?.[answer] !== undefined) row[answer] += 1;
  }
  return confusion;
}
