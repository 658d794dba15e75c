import type { Optimizer } from '@batchmates/engine';
import { match } from 'ts-pattern';
import type { ParameterStore } from '../parameters/parameter-store.ts';
import { lowerRmsprop } from './rmsprop.ts';
import { lowerSgd } from './sgd.ts';
import type { Stretch, UpdateContext } from './update.ts';

/** Appends the update of all parameters: the decaying area in one go, then the rest. */
export function lowerOptimizer(context: UpdateContext, store: ParameterStore, optimizer: Optimizer): void {
  const stretches: readonly Stretch[] = [
    {
      label: 'update weights',
      weightDecay: optimizer.weightDecay,
      vector: (area) => store.vector(area, store.decaying),
    },
    { label: 'update others', weightDecay: 0, vector: (area) => store.vector(area, store.steady) },
  ];
  for (const stretch of stretches) {
    match(optimizer)
      .with({ kind: 'sgd' }, (sgd) => lowerSgd(context, stretch, sgd))
      .with({ kind: 'rmsprop' }, (rmsprop) => lowerRmsprop(context, stretch, rmsprop))
      .exhaustive();
  }
}
