import type { Moments } from '@batchmates/engine';
import { FoldStore } from '../parameters/fold-store.ts';
import { WeightCopies } from '../parameters/weight-copies.ts';
import { StatisticsStore } from '../statistics/statistics-store.ts';
import { prepareBatchInference, type BatchInference, type Inference } from './batch-inference.ts';
import { prepareFixedInference } from './fixed-inference.ts';
import type { ProgramParts } from './program-parts.ts';

/**
 * The forward passes of a program, one plan for each count of images and kind of statistics, prepared when first asked
 * for. All share the parameters; what is derived from those is made anew only after they changed.
 */
export class Inferences {
  readonly #given: ProgramParts;
  readonly #copies: WeightCopies;
  readonly #folds: FoldStore;
  /** The statistics folded last; batch norms that could not be folded read them here. */
  readonly #fixed: StatisticsStore;
  readonly #batch = new Map<number, BatchInference>();
  readonly #folded = new Map<number, Inference>();
  #copiesFresh = false;
  #foldsFresh = false;

  /** `trainingCopies` are weights that training has in its layouts already. */
  constructor(given: ProgramParts, trainingCopies?: WeightCopies) {
    const { dnnl, session, store, parts } = given;
    this.#given = given;
    this.#copies = new WeightCopies(dnnl, session, store, trainingCopies);
    this.#folds = new FoldStore(dnnl, session, store);
    this.#fixed = new StatisticsStore(dnnl, session, parts.network);
  }

  /** With the statistics of the images themselves. */
  withBatchStatistics(count: number): BatchInference {
    const known = this.#batch.get(count);
    const inference = known ?? prepareBatchInference(this.#parts(count));
    this.#batch.set(count, inference);
    this.#freshenCopies(known === undefined);
    return inference;
  }

  /** With given statistics, folded into the convolutions. */
  withFixedStatistics(count: number, moments: Moments): Inference {
    const known = this.#folded.get(count);
    const inference =
      known ?? prepareFixedInference({ ...this.#parts(count), folds: this.#folds, statistics: this.#fixed });
    this.#folded.set(count, inference);
    this.#freshenCopies(known === undefined);
    const changed = this.#fixed.write(moments);
    if (changed || !this.#foldsFresh || known === undefined) this.#folds.fold(moments);
    this.#foldsFresh = true;
    return inference;
  }

  /** What is derived from parameters is to be made anew, because those changed. */
  parametersChanged(): void {
    this.#copiesFresh = false;
    this.#foldsFresh = false;
  }

  /** Lets go of all plans. */
  clear(): void {
    this.#batch.clear();
    this.#folded.clear();
  }

  #freshenCopies(newPlan: boolean): void {
    if (this.#copiesFresh && !newPlan) return;
    this.#copies.refresh();
    this.#copiesFresh = true;
  }

  #parts(batch: number) {
    return { ...this.#given, batch, copies: this.#copies };
  }
}
