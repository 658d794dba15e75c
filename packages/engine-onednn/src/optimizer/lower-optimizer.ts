import type { Optimizer } from '@batchmates/engine';
import { match } from 'ts-pattern';
import type { ParameterStore } from '../parameters/parameter-store.ts';
import type { WeightCopies } from '../parameters/weight-copies.ts';
import { lowerRmsprop } from './rmsprop.ts';
import { lowerSgd } from './sgd.ts';
import type { Stretch, UpdateContext } from './update.ts';

/** What is updated, and how. */
export interface OptimizerParts {
  readonly store: ParameterStore;
  readonly copies: WeightCopies;
  readonly optimizer: Optimizer;
}

/** Appends the update of the parameters while the backward pass is lowered. */
export interface OptimizerLowering {
  /** The gradients of a layer's parameters are there, and nothing reads the parameters any more. */
  layerDone(layer: string): void;
  /** Appends what is left. */
  finish(): void;
}

/**
 * Least length of what is updated at a time, in floats: 1 MiB in each area. Much smaller pieces would cost calls, larger ones leave the
 * caches before the next step reads them.
 */
const PIECE = 2 ** 18;

/**
 * Updates weights in pieces, each as soon as the gradients of its layers are there: then these, and afterwards the new weights that are
 * copied into the layouts of the primitives, are still in the caches. Parameters that do not decay are few, and come last.
 */
export function lowerOptimizer(
  context: UpdateContext,
  { store, copies, optimizer }: OptimizerParts,
  piece: number = PIECE,
): OptimizerLowering {
  const weights = store.decayingSpecs;
  const done = new Set<string>();
  /** Weights from this number on are updated. */
  let updated = weights.length;

  return {
    layerDone(layer) {
      done.add(layer);
      let ready = updated;
      while (ready > 0 && done.has(weights[ready - 1]!.layer)) ready--;
      if (placeOf(updated) - placeOf(ready) >= piece) updateFrom(ready);
    },
    finish() {
      updateFrom(0);
      update({
        label: 'update others',
        weightDecay: 0,
        vector: (area) => store.vector(area, store.steady),
      });
    },
  };

  function updateFrom(first: number): void {
    const start = placeOf(first);
    const range = { start, length: placeOf(updated) - start };
    const changed = weights.slice(first, updated);
    updated = first;
    if (range.length === 0) return;
    update({
      label: 'update weights',
      weightDecay: optimizer.weightDecay,
      vector: (area) => store.vector(area, range),
    });
    for (const { name } of changed) copies.append(context.builder, name);
  }

  function update(stretch: Stretch): void {
    match(optimizer)
      .with({ kind: 'sgd' }, (sgd) => lowerSgd(context, stretch, sgd))
      .with({ kind: 'rmsprop' }, (rmsprop) => lowerRmsprop(context, stretch, rmsprop))
      .exhaustive();
  }

  /** Where the weight of that number begins; for the number after the last, where the area ends. */
  function placeOf(index: number): number {
    const weight = weights[index];
    return weight === undefined ? store.decaying.length : store.startOf(weight.name);
  }
}
