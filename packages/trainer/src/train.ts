import { batchCount } from '@batchmates/batching';
import type { EpochRow } from '@batchmates/checkpoint';
import type { State, TrainingProgram } from '@batchmates/engine';
import type { LoadedBatch, Loader } from '@batchmates/loader';
import type { Progress, ProgressBar } from '@batchmates/stage';
import type { BatchPlans } from './batch-plans.ts';
import type { TrainParams } from './params.ts';
import { assertFiniteState, assertLearnable, diverged } from './diverged.ts';
import { scheduleFactor } from './schedule.ts';
import type { TestCurves } from './test-curves.ts';

/** Everything a training run needs, ready to start. */
export interface Training {
  readonly params: Pick<
    TrainParams,
    'epochs' | 'schedule' | 'learningRate' | 'augmentation' | 'seed' | 'evaluateEvery'
  >;
  readonly program: TrainingProgram;
  readonly loader: Loader;
  readonly plans: BatchPlans;
  readonly classes: number;
  /** Absent when no test errors are wanted. */
  readonly curves: TestCurves | undefined;
  /** What earlier epochs of an interrupted run gave; empty at the start. */
  readonly rows: readonly EpochRow[];
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly onEpoch: (done: EpochsDone) => Promise<void>;
}

/** What there is after a whole number of epochs. */
export interface EpochsDone {
  /** One row per epoch, those of an interrupted run included. */
  readonly rows: readonly EpochRow[];
  /** Steps since the start or the resumption. */
  readonly steps: number;
  /** The network's, found to be finite. */
  readonly state: State;
}

/** Images, steps and time of a run; epochs that were interrupted are not counted. */
export interface TrainingCost {
  readonly images: number;
  readonly steps: number;
  /** Time in training epochs, in ms. */
  readonly trainingMs: number;
  /** Time in test errors, in ms. */
  readonly testingMs: number;
}

/**
 * Trains until `epochs` epochs are complete. Throws a `UserError` (`trainer/diverged`) when the loss of a step or anything
 * in the state after an epoch is no finite number, or when no network comes back from the loss, and `signal.reason` when aborted.
 */
export async function train(training: Training): Promise<TrainingCost> {
  const { params, plans, curves, program, progress, signal } = training;
  const rows = [...training.rows];
  const cost = { images: 0, steps: 0, trainingMs: 0, testingMs: 0 };
  const total = (params.epochs - rows.length) * plans.planOf(0).indices.length;
  const bar = progress.start({ label: 'train', total, unit: 'images' });
  try {
    let loading = loadEpoch(training, rows.length);
    while (loading !== undefined) {
      const epoch = rows.length;
      const begun = performance.now();
      const { images, steps, ...results } = await trainEpoch(training, { ...loading, epoch, bar });
      // While the test errors are measured, the first batches of the next epoch get ready.
      loading = loadEpoch(training, epoch + 1);
      // Before it is tested: the answers of a network that has diverged are no numbers either.
      const state = await program.readState();
      assertFiniteState(state, epoch + 1);
      assertLearnable(results.loss, { epoch: epoch + 1, classes: training.classes });
      const trained = performance.now();
      const tested = isTested(params, epoch + 1) ? await curves?.measure(program, signal) : undefined;
      cost.images += images;
      cost.steps += steps;
      cost.trainingMs += trained - begun;
      cost.testingMs += performance.now() - trained;
      const row = { epoch: epoch + 1, ...results, ...(tested ?? untested) };
      rows.push(row);
      await training.onEpoch({ rows, steps: cost.steps, state });
      progress.note(describeRow(row, params.epochs));
    }
    return cost;
  } finally {
    bar.stop();
  }
}

/** An epoch's batches; none after the last epoch. */
interface EpochBatches {
  readonly steps: number;
  readonly batches: AsyncIterable<LoadedBatch>;
}

/** Starts to prepare the batches of an epoch (counted from 0) in the loader's threads. */
function loadEpoch({ params, loader, plans }: Training, epoch: number): EpochBatches | undefined {
  if (epoch >= params.epochs) return undefined;
  const { augmentation, seed } = params;
  const plan = plans.planOf(epoch);
  return {
    steps: batchCount(plan),
    batches: loader.batches(plan, { kind: 'train', augmentation, seed, epoch }),
  };
}

/** Runs one epoch, from 0; losses and errors are those of the forward passes that trained. */
async function trainEpoch(
  { params, program, signal }: Training,
  { epoch, steps, batches, bar }: EpochBatches & { readonly epoch: number; readonly bar: ProgressBar },
): Promise<{ images: number; steps: number; learningRate: number; loss: number; trainError: number }> {
  const { epochs, schedule } = params;
  let [learningRate, losses, errors, images] = [0, 0, 0, 0];
  for await (const batch of batches) {
    signal.throwIfAborted();
    // The schedule is read at the middle of the step: at its start, a rise from 0 would give the first step rate 0.
    const done = (epoch + (batch.batch + 0.5) / steps) / epochs;
    learningRate = params.learningRate * scheduleFactor(schedule, done);
    const { loss, logits } = await program.trainStep(batch.images, batch.labels, learningRate);
    assertFinite(loss, { epoch, step: batch.batch, learningRate });
    losses += loss;
    errors += countErrors(logits, batch.labels);
    images += batch.labels.length;
    bar.advance(
      batch.labels.length,
      `epoch ${epoch + 1}/${epochs}, loss ${(losses / (batch.batch + 1)).toFixed(3)}`,
    );
  }
  return { images, steps, learningRate, loss: losses / steps, trainError: errors / images };
}

const untested = { errorStandardRunning: NaN, errorBalancedBatch: NaN };

/** Whether the curves have a point after `epoch` completed epochs; the last one always. */
function isTested({ evaluateEvery, epochs }: Training['params'], epoch: number): boolean {
  return evaluateEvery > 0 && (epoch % evaluateEvery === 0 || epoch === epochs);
}

function countErrors(logits: Float32Array, labels: Uint16Array): number {
  const classes = logits.length / labels.length;
  let errors = 0;
  for (let image = 0; image < labels.length; image++) {
    let best = 0;
    for (let label = 1; label < classes; label++) {
      if (logits[image * classes + label]! > logits[image * classes + best]!) best = label;
    }
    if (best !== labels[image]) errors++;
  }
  return errors;
}

function assertFinite(
  loss: number,
  {
    epoch,
    step,
    learningRate,
  }: { readonly epoch: number; readonly step: number; readonly learningRate: number },
): void {
  if (Number.isFinite(loss)) return;
  const at = `epoch ${epoch + 1}, step ${step + 1}, at learning rate ${learningRate.toPrecision(3)}`;
  throw diverged(at, { expected: 'a finite loss', received: String(loss) });
}

function describeRow(row: EpochRow, epochs: number): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const trained = `epoch ${row.epoch}/${epochs}: loss ${row.loss.toFixed(3)}, training error ${percent(row.trainError)}`;
  return Number.isNaN(row.errorStandardRunning)
    ? trained
    : `${trained}; test error ${percent(row.errorStandardRunning)} single, ${percent(row.errorBalancedBatch)} balanced`;
}
