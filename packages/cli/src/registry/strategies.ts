import { builtInStrategies, type BatchingStrategy } from '@batchmates/batching';
import { createRegistry, type Registry } from '@batchmates/stage';
import { importForeign } from './import-foreign.ts';

/** The batching strategies that a stage may be asked to use: the built-in ones, and third parties' modules. */
export function createStrategyRegistry(): Registry<BatchingStrategy> {
  return createRegistry<BatchingStrategy>({
    kind: 'batching strategy',
    items: Object.fromEntries(builtInStrategies.map((strategy) => [strategy.name, () => strategy])),
    accepts: isStrategy,
    importForeign,
    shape: 'an object with name, summary, options (a zod object), composition() and plan()',
  });
}

function isStrategy(value: unknown): value is BatchingStrategy {
  const strategy = value as Partial<BatchingStrategy> | null | undefined;
  return (
    typeof strategy?.plan === 'function' &&
    typeof strategy.composition === 'function' &&
    typeof strategy.options?.safeParse === 'function'
  );
}
