import { z } from 'zod';
import type { Registry } from './registry.ts';

/** An item of a registry with its options beside its name: `{ kind: 'balanced', samplesPerClass: 2 }`. */
export interface Choice {
  /** The item's name, or the `./file.ts` that exports it. */
  readonly kind: string;
  readonly [option: string]: unknown;
}

/**
 * Schema of a param that chooses an item: its name alone, or an object with the name as `kind` and the item's options.
 * Both become a `Choice`. Give a default with `prefault('standard')`.
 */
export const choiceSchema = z
  .union([z.string().min(1), z.looseObject({ kind: z.string().min(1) })])
  .transform((choice): Choice => (typeof choice === 'string' ? { kind: choice } : choice));

/** The options of a choice without its `kind`. */
export function optionsOf({ kind: _, ...options }: Choice): Readonly<Record<string, unknown>> {
  return options;
}

/**
 * The item that a planned param chose, with its options as the planner parsed them. Throws what `registry.resolve`
 * throws; `directory` is where a relative `./file.ts` starts.
 */
export async function resolveChoice<Item>(
  registry: Registry<Item>,
  choice: Choice,
  directory: string,
): Promise<{ readonly item: Item; readonly options: Readonly<Record<string, unknown>> }> {
  return { item: await registry.resolve(choice.kind, directory), options: optionsOf(choice) };
}
