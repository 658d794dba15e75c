import type { Moments, Program } from '@batchmates/engine';
import { defineProtocol, predict, standard, type TestImages } from '@batchmates/protocols';
import { tally, type Predictions, type PseudoLabelRound } from '@batchmates/results';
import { match } from 'ts-pattern';
import { z } from 'zod';
import { arrangeByGuess, type Guesses } from './arrange-by-guess.ts';
import { updateLabels, type UpdateRule } from './update-labels.ts';

/** Everything that pseudo-labelling depends on. */
export interface RoundsRequest extends UpdateRule {
  readonly program: Pick<Program, 'infer'>;
  readonly images: TestImages;
  readonly rounds: number;
  /** `true-labels` begins with the truth: the upper bound of what any guess could reach. */
  readonly start: 'standard' | 'true-labels';
  /** Statistics of the standard inference of round 0. */
  readonly statistics: 'running' | 'population';
  readonly population: Moments | undefined;
  readonly seed: number;
  readonly signal?: AbortSignal;
  /** Told after every round. */
  readonly onRound?: (round: PseudoLabelRound) => void;
  readonly onBatch?: (counted: number) => void;
}

/** The line of Figure 6. */
export interface Rounds {
  readonly rounds: readonly PseudoLabelRound[];
  /** Whether a round changed no label, so that there was nothing left to do. */
  readonly fixedPoint: boolean;
  /** Of the last round. */
  readonly predictions: Predictions;
}

/**
 * Iterates Section 5: label the images, arrange batches that are balanced by these labels, predict with batch
 * statistics, take the predictions as the new labels; until no label changes or the rounds are spent.
 */
export async function runRounds(request: RoundsRequest): Promise<Rounds> {
  const { images, onRound } = request;
  let predictions = await standardInference(request);
  let labels = match(request.start)
    .with('standard', () => predictions.predicted)
    .with('true-labels', () => images.labels)
    .exhaustive();
  const zero = startOf(predictions, labels);
  onRound?.(zero);
  const rounds = [zero];
  while (rounds.length <= request.rounds) {
    const guesses = { labels, probabilities: predictions.probabilities, classes: images.classes };
    const outcome = await balancedRound(request, guesses, rounds.length);
    predictions = outcome.predictions;
    const { labels: updated, ...changes } = updateLabels(labels, predictions, request);
    labels = updated;
    const round = { round: rounds.length, ...tally(predictions), ...changes, repeated: outcome.repeated };
    rounds.push(round);
    onRound?.(round);
    if (round.changed === 0) return { rounds, fixedPoint: true, predictions };
  }
  return { rounds, fixedPoint: false, predictions };
}

function standardInference({ statistics, ...request }: RoundsRequest): Promise<Predictions> {
  return predict({ ...request, protocol: standard, options: standard.options.parse({ statistics }) });
}

/** Round 0: nothing was changed yet. */
function startOf(predictions: Predictions, labels: Uint16Array): PseudoLabelRound {
  const { errors } = tally({ labels: predictions.labels, predicted: labels });
  return {
    round: 0,
    ...tally(predictions),
    labelErrors: errors,
    changed: 0,
    better: 0,
    worse: 0,
    repeated: 0,
  };
}

async function balancedRound(
  request: RoundsRequest,
  guesses: Guesses,
  round: number,
): Promise<{ predictions: Predictions; repeated: number }> {
  // A new arrangement every round, as labels alone would soon deal the same batches again.
  const plan = arrangeByGuess(guesses, { seed: request.seed, arrangement: round });
  const byGuess = defineProtocol({
    name: 'balanced by guessed labels',
    heading: 'Balanced by guessed labels',
    order: 45,
    summary: 'batches of one image of each guessed class, normalised by their own statistics',
    options: z.strictObject({}),
    statistics: () => 'batch',
    rearrangements: () => 1,
    composition: () => ({ kind: 'other', description: 'balanced by guessed labels' }),
    shuffles: false,
    arrange: () => plan,
  });
  const predictions = await predict({ ...request, protocol: byGuess, options: {} });
  const repeated = plan.counted?.reduce((sum, flag) => sum + (flag === 0 ? 1 : 0), 0) ?? 0;
  return { predictions, repeated };
}
