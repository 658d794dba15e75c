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
  /** Of one mix of statistics: whoever tries several would keep the memory of as many plans. */
  #mixed: Mixed = { names: new Set(), plans: new Map() };
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
    return this.#foldedInto(this.#folded, count, moments, () =>
      prepareFixedInference({ ...this.#parts(count), folds: this.#folds, statistics: this.#fixed }),
    );
  }

  /** With the statistics of the images themselves in the batch norms of `names`, given ones in the others. */
  withMixedStatistics(count: number, names: ReadonlySet<string>, moments: Moments): Inference {
    const { dnnl, session, parts } = this.#given;
    if (!sameNames(names, this.#mixed.names)) this.#mixed = { names, plans: new Map() };
    return this.#foldedInto(this.#mixed.plans, count, moments, () =>
      prepareFixedInference({
        ...this.#parts(count),
        folds: this.#folds,
        statistics: this.#fixed,
        ofBatch: { names, statistics: new StatisticsStore(dnnl, session, parts.network) },
      }),
    );
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
    this.#mixed.plans.clear();
  }

  /** The plan for a count of images, prepared if need be, with weights into which `moments` are folded. */
  #foldedInto(
    plans: Map<number, Inference>,
    count: number,
    moments: Moments,
    prepare: () => Inference,
  ): Inference {
    const known = plans.get(count);
    const inference = known ?? prepare();
    plans.set(count, inference);
    this.#freshenCopies(known === undefined);
    const changed = this.#fixed.write(moments);
    // All that were written, as `moments` may lack batch norms that another plan has folded.
    if (changed || !this.#foldsFresh || known === undefined) this.#folds.fold(this.#fixed.moments());
    this.#foldsFresh = true;
    return inference;
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

/** Plans, by count of images, in which the same batch norms take the statistics of the batch. */
interface Mixed {
  readonly names: ReadonlySet<string>;
  readonly plans: Map<number, Inference>;
}

function sameNames(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((name) => right.has(name));
}
