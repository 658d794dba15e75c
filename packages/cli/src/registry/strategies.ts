import type { BatchingStrategy } from '@batchmates/batching';
import { createRegistry, type Registry } from '@batchmates/pipeline';
import { invariant } from '@batchmates/errors';

/** Names of the built-in strategies; listing them loads nothing. */
const NAMES = ['standard', 'sequential', 'balanced'] as const;

/** The batching strategies that a stage may be asked to use. */
export function createStrategyRegistry(): Registry<BatchingStrategy> {
  return createRegistry<BatchingStrategy>({
    kind: 'batching strategy',
    items: Object.fromEntries(NAMES.map((name) => [name, () => load(name)])),
    accepts: isStrategy,
    shape: 'an object with name, summary, options (a zod object) and plan()',
  });
}

async function load(name: string): Promise<BatchingStrategy> {
  const { builtInStrategies } = await import('@batchmates/batching');
  const strategy = builtInStrategies.find((each) => each.name === name);
  invariant(strategy !== undefined, `no built-in strategy ${name}`);
  return strategy;
}

function isStrategy(value: unknown): value is BatchingStrategy {
  const strategy = value as Partial<BatchingStrategy> | null | undefined;
  return typeof strategy?.plan === 'function' && typeof strategy.options?.safeParse === 'function';
}
