import type { Moments } from '@batchmates/engine';
import type { Dnnl, Session } from '../library/dnnl.ts';
import { foldedWeights, type FoldedWeights, type FoldRequest } from './folded-weights.ts';
import type { ParameterStore } from './parameter-store.ts';

interface Fold {
  readonly request: FoldRequest;
  readonly folded: FoldedWeights;
}

/** Folded weights by layer and layout; plans for different counts of images share them. */
export class FoldStore {
  readonly #dnnl: Dnnl;
  readonly #session: Session;
  readonly #store: ParameterStore;
  readonly #folds: Fold[] = [];

  constructor(dnnl: Dnnl, session: Session, store: ParameterStore) {
    this.#dnnl = dnnl;
    this.#session = session;
    this.#store = store;
  }

  /** Weights for a convolution, folded by the next `fold`. */
  weights(request: FoldRequest): FoldedWeights {
    const known = this.#folds.find(
      (fold) =>
        fold.request.conv.name === request.conv.name &&
        this.#session.equal(fold.request.weights, request.weights),
    );
    if (known !== undefined) return known.folded;
    const folded = foldedWeights(this.#dnnl, this.#session, this.#store, request);
    this.#folds.push({ request, folded });
    return folded;
  }

  /** Folds everything anew with these statistics. */
  fold(moments: Moments): void {
    for (const { request, folded } of this.#folds) {
      const ofLayer = moments.get(request.batchNorm.name);
      if (ofLayer !== undefined) folded.fold(ofLayer);
    }
  }
}
