import {
  checkImages,
  checkStatistics,
  checkTrainingBatch,
  completeState,
  type CompileOptions,
  type Moments,
  type Precision,
  type Program,
  type State,
  type Statistics,
  type StepResult,
} from '@batchmates/engine';
import { UserError } from '@batchmates/errors';
import type { Network } from '@batchmates/model-zoo';
import { match } from 'ts-pattern';
import type { Dnnl, Session } from '../library/dnnl.ts';
import { softmax } from '../loss/softmax-cross-entropy.ts';
import { FoldStore } from '../parameters/fold-store.ts';
import type { AreaName, ParameterStore } from '../parameters/parameter-store.ts';
import { WeightCopies } from '../parameters/weight-copies.ts';
import type { Step } from '../plan/plan.ts';
import { StatisticsStore } from '../statistics/statistics-store.ts';
import { prepareBatchInference, type BatchInference, type Inference } from './batch-inference.ts';
import { prepareFixedInference } from './fixed-inference.ts';
import type { NetworkParts } from './network-parts.ts';
import { StateAccess } from './state-access.ts';
import { prepareTraining, type Training } from './training.ts';

/** What a program is made of. */
export interface ProgramParts {
  readonly dnnl: Dnnl;
  readonly session: Session;
  readonly parts: NetworkParts;
  readonly options: CompileOptions;
  /** Threads it really runs on. */
  readonly threads: number;
  readonly store: ParameterStore;
  readonly running: StatisticsStore;
  readonly slots: readonly AreaName[];
}

/** A network compiled to oneDNN primitives; see `Program` for what each method promises. */
export class OneDnnProgram implements Program {
  readonly network: Network;
  readonly precision: Precision;
  readonly threads: number;
  readonly #given: ProgramParts;
  readonly #state: StateAccess;
  readonly #trainingCopies: WeightCopies;
  readonly #inferenceCopies: WeightCopies;
  readonly #folds: FoldStore;
  /** The statistics that folded inference last used, and those that unfoldable batch norms read. */
  readonly #fixed: StatisticsStore;
  readonly #batchInferences = new Map<number, BatchInference>();
  readonly #fixedInferences = new Map<number, Inference>();
  #training: Training | undefined;
  /** Whether inference has caught up with the parameters. */
  #copiesFresh = false;
  #foldsFresh = false;
  #disposed = false;

  constructor(given: ProgramParts) {
    const { dnnl, session, store, parts, options } = given;
    this.#given = given;
    this.network = parts.network;
    this.precision = options.precision;
    this.threads = given.threads;
    this.#state = new StateAccess(given);
    this.#trainingCopies = new WeightCopies(dnnl, session, store);
    this.#inferenceCopies = new WeightCopies(dnnl, session, store, this.#trainingCopies);
    this.#folds = new FoldStore(dnnl, session, store);
    this.#fixed = new StatisticsStore(dnnl, session, parts.network);
  }

  async trainStep(
    images: Float32Array,
    labels: ArrayLike<number>,
    learningRate: number,
  ): Promise<StepResult> {
    this.#enter();
    const batch = { images, labels, learningRate };
    checkTrainingBatch(this.network, this.#given.options.batchSize, batch);
    const result = this.#prepareTraining().step(batch, this.#state.countStep());
    this.#parametersChanged();
    return result;
  }

  async infer(images: Float32Array, statistics: Statistics): Promise<Float32Array> {
    this.#enter();
    const count = checkImages(this.network, images);
    checkStatistics(this.network, statistics);
    const logits = match(statistics)
      .with({ kind: 'batch' }, () => this.#batchInference(count).run(images))
      .with({ kind: 'running' }, () => this.#fixedInference(count, this.#given.running.moments()).run(images))
      .with({ kind: 'fixed' }, ({ moments }) => this.#fixedInference(count, moments).run(images))
      .exhaustive();
    return softmax(logits, this.network.classes);
  }

  async moments(images: Float32Array): Promise<Moments> {
    this.#enter();
    const inference = this.#batchInference(checkImages(this.network, images));
    inference.run(images);
    return inference.moments();
  }

  async readState(): Promise<State> {
    this.#enter();
    return this.#state.read();
  }

  async writeState(state: State): Promise<void> {
    this.#enter();
    this.#state.write(completeState(this.network, this.#given.options.optimizer, state));
    this.#parametersChanged();
    this.#trainingCopies.refresh();
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#given.session.dispose();
    this.#batchInferences.clear();
    this.#fixedInferences.clear();
    this.#training = undefined;
  }

  /** Steps of the training plan in order, and the session that runs them (`runStep`); for profiles. */
  training(): { readonly steps: readonly Step[]; readonly session: Session } {
    this.#enter();
    return { steps: this.#prepareTraining().steps, session: this.#given.session };
  }

  #enter(): void {
    if (this.#disposed) {
      throw new UserError({
        code: 'engine/disposed',
        what: `program of network "${this.network.name}"`,
        expected: 'one that is not disposed of',
      });
    }
    this.#given.dnnl.useThreads(this.threads);
  }

  #parametersChanged(): void {
    this.#copiesFresh = false;
    this.#foldsFresh = false;
  }

  #prepareTraining(): Training {
    if (this.#training === undefined) {
      const { options } = this.#given;
      this.#training = prepareTraining({
        ...this.#given,
        copies: this.#trainingCopies,
        optimizer: options.optimizer,
        batch: options.batchSize,
        type: options.precision,
      });
      this.#trainingCopies.refresh();
    }
    return this.#training;
  }

  #batchInference(count: number): BatchInference {
    const known = this.#batchInferences.get(count);
    const inference = known ?? prepareBatchInference(this.#inferenceParts(count));
    this.#batchInferences.set(count, inference);
    this.#freshenCopies(known === undefined);
    return inference;
  }

  #fixedInference(count: number, moments: Moments): Inference {
    const known = this.#fixedInferences.get(count);
    const inference =
      known ??
      prepareFixedInference({
        ...this.#inferenceParts(count),
        folds: this.#folds,
        statistics: this.#fixed,
      });
    this.#fixedInferences.set(count, inference);
    this.#freshenCopies(known === undefined);
    const changed = this.#fixed.write(moments);
    if (changed || !this.#foldsFresh || known === undefined) this.#folds.fold(moments);
    this.#foldsFresh = true;
    return inference;
  }

  #freshenCopies(newPlan: boolean): void {
    if (this.#copiesFresh && !newPlan) return;
    this.#trainingCopies.refresh();
    this.#inferenceCopies.refresh();
    this.#copiesFresh = true;
  }

  #inferenceParts(batch: number) {
    return { ...this.#given, batch, type: this.precision, copies: this.#inferenceCopies };
  }
}
