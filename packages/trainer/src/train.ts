import { batchCount } from '@batchmates/batching';
import type { EpochRow } from '@batchmates/checkpoint';
import type { State, TrainingProgram } from '@batchmates/engine';
import type { LoadedBatch, Loader } from '@batchmates/loader';
import type { Progress, ProgressBar } from '@batchmates/stage';
import type { BatchPlans } from './batch-plans.ts';
import { isTested } from './curve-epochs.ts';
import type { TrainParams } from './params.ts';
import { assertFiniteState, assertLearnable, diverged } from './diverged.ts';
import { noSteps, type EpochSums } from './epoch-sums.ts';
import { scheduleFactor } from './schedule.ts';
import type { TestCurves } from './test-curves.ts';

/** Everything a training run needs, ready to start. */
export interface Training {
  readonly params: Pick<
    TrainParams,
    'epochs' | 'schedule' | 'learningRate' | 'augmentation' | 'seed' | 'evaluateEvery' | 'checkpointEvery'
  >;
  readonly program: TrainingProgram;
  readonly loader: Loader;
  readonly plans: BatchPlans;
  readonly classes: number;
  /** Absent when no test errors are wanted. */
  readonly curves: TestCurves | undefined;
  /** Where an interrupted run stood; `atStart` otherwise. */
  readonly begun: Position;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Keeps the run, so that it can go on from here; the state has been found to be finite. */
  readonly save: (position: Position, state: State) => Promise<void>;
}

/** How far a training has come. */
export interface Position {
  /** One row per completed epoch. */
  readonly rows: readonly EpochRow[];
  /** What the epoch under way has done; undefined between epochs. */
  readonly underWay: EpochSums | undefined;
  /** Steps since the start of the training. */
  readonly steps: number;
}

export const atStart: Position = { rows: [], underWay: undefined, steps: 0 };

/** Images, steps and time of a run since it started or went on. */
export interface TrainingCost {
  readonly images: number;
  readonly steps: number;
  /** Time in training epochs, in ms. */
  readonly trainingMs: number;
  /** Time in test errors, in ms. */
  readonly testingMs: number;
}

/**
 * Trains until `epochs` epochs are complete, and saves the run after each, every `checkpointEvery` minutes within one, and when it
 * is aborted. Throws a `UserError` (`trainer/diverged`) when the loss of a step or anything in the state after an epoch is no finite
 * number, or when no network comes back from the loss, and `signal.reason` when aborted.
 */
export async function train(training: Training): Promise<TrainingCost> {
  const run = new Run(training);
  try {
    await run.finish();
  } catch (error) {
    if (training.signal.aborted) await run.saveWhatIsNew();
    throw error;
  } finally {
    run.stop();
  }
  return run.cost;
}

const MINUTE = 60_000;

/** A training under way. */
class Run {
  readonly #training: Training;
  readonly #bar: ProgressBar;
  readonly #rows: EpochRow[];
  #sums: EpochSums;
  /** Steps since the start of the training at the last save, and when that was. */
  #saved: { readonly steps: number; readonly at: number };
  readonly cost = { images: 0, steps: 0, trainingMs: 0, testingMs: 0 };

  constructor(training: Training) {
    const { begun, params, plans, progress } = training;
    this.#training = training;
    this.#rows = [...begun.rows];
    this.#sums = begun.underWay ?? noSteps;
    this.#saved = { steps: begun.steps, at: performance.now() };
    const total = (params.epochs - begun.rows.length) * plans.planOf(0).indices.length - this.#sums.images;
    this.#bar = progress.start({ label: 'train', total, unit: 'images' });
  }

  async finish(): Promise<void> {
    let loading = loadEpoch(this.#training, this.#rows.length, this.#sums.steps);
    while (loading !== undefined) {
      await this.#trainEpoch(loading);
      // While the test errors are measured, the first batches of the next epoch get ready.
      loading = loadEpoch(this.#training, this.#rows.length + 1);
      await this.#endEpoch();
    }
  }

  /** Saves the run where it stands, unless it stood there at the last save. */
  async saveWhatIsNew(): Promise<void> {
    if (this.#steps > this.#saved.steps) await this.#save(await this.#readState());
  }

  stop(): void {
    this.#bar.stop();
  }

  get #epoch(): number {
    return this.#rows.length + 1;
  }

  get #steps(): number {
    return this.#training.begun.steps + this.cost.steps;
  }

  async #trainEpoch({ steps, batches }: EpochBatches): Promise<void> {
    const { params, signal } = this.#training;
    let since = performance.now();
    const clock = (): void => {
      this.cost.trainingMs += performance.now() - since;
      since = performance.now();
    };
    for await (const batch of batches) {
      signal.throwIfAborted();
      await this.#step(batch, steps);
      if (performance.now() - this.#saved.at < params.checkpointEvery * MINUTE) continue;
      clock();
      await this.#save(await this.#readState());
      since = performance.now();
    }
    clock();
  }

  /** One step of an epoch of `steps`; loss and errors are those of the forward pass that trains. */
  async #step(batch: LoadedBatch, steps: number): Promise<void> {
    const { params, program } = this.#training;
    const { epochs, schedule } = params;
    // The schedule is read at the middle of the step: at its start, a rise from 0 would give the first step rate 0.
    const done = (this.#rows.length + (batch.batch + 0.5) / steps) / epochs;
    const learningRate = params.learningRate * scheduleFactor(schedule, done);
    const { loss, logits } = await program.trainStep(batch.images, batch.labels, learningRate);
    assertFinite(loss, { epoch: this.#epoch, step: batch.batch, learningRate });
    const images = batch.labels.length;
    this.#sums = {
      steps: this.#sums.steps + 1,
      images: this.#sums.images + images,
      losses: this.#sums.losses + loss,
      errors: this.#sums.errors + countErrors(logits, batch.labels),
      learningRate,
    };
    this.cost.images += images;
    this.cost.steps++;
    const mean = (this.#sums.losses / this.#sums.steps).toFixed(3);
    this.#bar.advance(images, `epoch ${this.#epoch}/${epochs}, loss ${mean}`);
  }

  /** Tests the network if its time has come, and adds the epoch's row. */
  async #endEpoch(): Promise<void> {
    const { params, curves, program, progress, signal, classes } = this.#training;
    // Before it is tested: the answers of a network that has diverged are no numbers either.
    const state = await this.#readState();
    const { steps, images, losses, errors, learningRate } = this.#sums;
    const [epoch, loss] = [this.#epoch, losses / steps];
    assertLearnable(loss, { epoch, classes });
    const testing = isTested(params.evaluateEvery, { epoch, epochs: params.epochs }) ? curves : undefined;
    // The first test may find too little memory: the epoch is not to be lost by it.
    if (testing !== undefined && this.cost.testingMs === 0) await this.#save(state);
    const begin = performance.now();
    const tested = await testing?.measure(program, signal);
    this.cost.testingMs += performance.now() - begin;
    const row = { epoch, learningRate, loss, trainError: errors / images, ...(tested ?? untested) };
    this.#rows.push(row);
    this.#sums = noSteps;
    await this.#save(state);
    progress.note(describeRow(row, params.epochs));
  }

  /** The state as it is now; throws a `UserError` when not all of it is finite. */
  async #readState(): Promise<State> {
    const state = await this.#training.program.readState();
    assertFiniteState(state, this.#epoch);
    return state;
  }

  async #save(state: State): Promise<void> {
    const underWay = this.#sums.steps === 0 ? undefined : this.#sums;
    await this.#training.save({ rows: [...this.#rows], underWay, steps: this.#steps }, state);
    this.#saved = { steps: this.#steps, at: performance.now() };
  }
}

/** Batches of an epoch. */
interface EpochBatches {
  /** All of the epoch. */
  readonly steps: number;
  /** Those that are still to be trained on. */
  readonly batches: AsyncIterable<LoadedBatch>;
}

/** Starts to prepare the batches of an epoch (counted from 0) after the first `from` in the loader's threads; none after the last epoch. */
function loadEpoch({ params, loader, plans }: Training, epoch: number, from = 0): EpochBatches | undefined {
  if (epoch >= params.epochs) return undefined;
  const { augmentation, seed } = params;
  const plan = plans.planOf(epoch);
  const batches = loader.batches(plan, { kind: 'train', augmentation, seed, epoch }, from);
  return { steps: batchCount(plan), batches };
}

const untested = { errorStandardRunning: NaN, errorBalancedBatch: NaN };

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
  const at = `epoch ${epoch}, step ${step + 1}, at learning rate ${learningRate.toPrecision(3)}`;
  throw diverged(at, { expected: 'a finite loss', received: String(loss) });
}

function describeRow(row: EpochRow, epochs: number): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const trained = `epoch ${row.epoch}/${epochs}: loss ${row.loss.toFixed(3)}, training error ${percent(row.trainError)}`;
  return Number.isNaN(row.errorStandardRunning)
    ? trained
    : `${trained}; test error ${percent(row.errorStandardRunning)} single, ${percent(row.errorBalancedBatch)} balanced`;
}
