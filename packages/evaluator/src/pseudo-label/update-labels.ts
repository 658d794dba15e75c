import { tally, type Predictions, type PseudoLabelRound } from '@batchmates/results';
import { match } from 'ts-pattern';

/** How a round's predictions become labels: all of them, or those of at least `confidence` probability. */
export interface UpdateRule {
  readonly update: 'all' | 'confident';
  readonly confidence: number;
}

/** The labels after a round, and what the round changed. */
export interface LabelUpdate extends Pick<PseudoLabelRound, 'labelErrors' | 'changed' | 'better' | 'worse'> {
  readonly labels: Uint16Array;
}

/** Takes the new labels of a round's predictions. */
export function updateLabels(
  former: Uint16Array,
  predictions: Pick<Predictions, 'labels' | 'predicted' | 'probabilities' | 'classes'>,
  { update, confidence }: UpdateRule,
): LabelUpdate {
  const { predicted, probabilities, classes } = predictions;
  const isTaken = match(update)
    .with('all', () => () => true)
    .with('confident', () => (image: number, label: number) => {
      return probabilities[image * classes + label]! >= confidence;
    })
    .exhaustive();
  const labels = former.map((label, image) => {
    const answer = predicted[image]!;
    return isTaken(image, answer) ? answer : label;
  });
  return { labels, ...compareLabels(former, labels, predictions.labels) };
}

/** Labels changed, and of those the ones mended and the ones spoilt. */
function compareLabels(
  before: Uint16Array,
  after: Uint16Array,
  truth: Uint16Array,
): Pick<PseudoLabelRound, 'labelErrors' | 'changed' | 'better' | 'worse'> {
  let [changed, better, worse] = [0, 0, 0];
  after.forEach((label, image) => {
    if (label === before[image]) return;
    changed++;
    if (label === truth[image]) better++;
    if (before[image] === truth[image]) worse++;
  });
  return { labelErrors: tally({ labels: truth, predicted: after }).errors, changed, better, worse };
}
