import { invariant, UserError } from '@batchmates/errors';
import { z } from 'zod';
import { optionsOf, type Choice } from './choice.ts';
import type { Registry } from './registry.ts';
import type { Stage } from './stage.ts';

/** Where the items that params choose are found. */
export interface ParamsContext {
  /** Registries by the name that a stage's `choices` give them. */
  readonly registries: Readonly<Record<string, Registry<unknown>>>;
  /** Where relative paths such as `./my-strategy.ts` start: the pipeline file's folder. */
  readonly directory: string;
}

/** Something wrong with params, and the path inside them. */
export type ParamsComplaint =
  /** A schema refused `value`, which stands at `path`; paths of its issues start there. */
  | {
      readonly kind: 'schema';
      readonly path: ParamsPath;
      readonly schema: z.ZodType;
      readonly value: unknown;
      readonly error: z.ZodError;
    }
  /** The item chosen at `path` could not be had. */
  | { readonly kind: 'item'; readonly path: ParamsPath; readonly error: UserError };

/** A path into params, e.g. `['batching', 'samplesPerClass']`. */
export type ParamsPath = readonly (string | number)[];

/** Params as the stage is given them, or everything that is wrong with what was written. */
export type ParsedParams =
  | { readonly success: true; readonly params: Readonly<Record<string, unknown>> }
  | { readonly success: false; readonly complaints: readonly ParamsComplaint[] };

/**
 * Parses what was written under `with:`: first by the stage's schema; then every chosen item is found and its own schema
 * parses its options, so that a choice becomes `{ kind, ...options }` with all defaults filled in, but for the stage's `completes`.
 */
export async function parseParams(
  stage: Pick<Stage, 'uses' | 'params' | 'choices' | 'completes'>,
  value: unknown,
  context: ParamsContext,
): Promise<ParsedParams> {
  const parsed = stage.params.safeParse(value);
  if (!parsed.success) {
    const complaint = { kind: 'schema', path: [], schema: stage.params, value, error: parsed.error } as const;
    return { success: false, complaints: [complaint] };
  }
  const params: Record<string, unknown> = { ...parsed.data };
  const complaints: ParamsComplaint[] = [];
  for (const [param, service] of Object.entries(stage.choices ?? {})) {
    const registry = context.registries[service];
    invariant(registry !== undefined, `${stage.uses} chooses an item of "${service}", which is no registry`);
    const chosen = params[param] as Choice | readonly Choice[] | undefined;
    if (chosen === undefined) continue;
    const completed = isList(chosen)
      ? await Promise.all(chosen.map((each, index) => complete(each, [param, index], registry, context)))
      : await complete(chosen, [param], registry, context);
    if (stage.completes?.includes(param) !== true)
      params[param] = isList(completed) ? completed.map(({ choice }) => choice) : completed.choice;
    complaints.push(...[completed].flat().flatMap(({ complaint }) => complaint ?? []));
  }
  return complaints.length === 0 ? { success: true, params } : { success: false, complaints };
}

const noOptions = z.strictObject({});

interface Completed {
  readonly choice: Choice;
  readonly complaint?: ParamsComplaint;
}

/** A choice with its options parsed by the item's schema; an item without one has no options. */
async function complete(
  choice: Choice,
  path: ParamsPath,
  registry: Registry<unknown>,
  { directory }: ParamsContext,
): Promise<Completed> {
  try {
    const { options: schema = noOptions } = (await registry.resolve(choice.kind, directory)) as {
      readonly options?: z.ZodType;
    };
    const value = optionsOf(choice);
    const parsed = schema.safeParse(value);
    return parsed.success
      ? { choice: { ...(parsed.data as object), kind: choice.kind } }
      : { choice, complaint: { kind: 'schema', path, schema, value, error: parsed.error } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { choice, complaint: { kind: 'item', path, error } };
  }
}

function isList<Item>(value: Item | readonly Item[]): value is readonly Item[] {
  return Array.isArray(value);
}
