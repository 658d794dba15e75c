import { UserError, invariant, didYouMean } from '@batchmates/errors';
import { z } from 'zod';
import type { Instance } from './fan-out.ts';
import { interpolate } from './interpolate.ts';
import { knownKeys } from './known-keys.ts';
import type { Problem, Problems } from './problems.ts';
import type { Registry } from '@batchmates/stage';
import { schemaProblems } from './schema-problems.ts';
import type { KeyPath } from './source-map.ts';

/** What params are checked against besides their schema. */
export interface ParamsContext {
  /** Registries by service name, for the params that a stage lists in `names`. */
  readonly registries: Readonly<Record<string, Registry<unknown>>>;
  readonly directory: string;
  readonly problems: Problems;
}

/** The params of an instance and the matrix axes they depend on. */
export interface ResolvedParams {
  readonly params: Readonly<Record<string, unknown>>;
  readonly used: ReadonlySet<string>;
}

/** An instance's params: `with:` with its matrix values filled in, parsed by the stage's schema, defaults included. */
export async function resolveParams(instance: Instance, context: ParamsContext): Promise<ResolvedParams> {
  const { stage, variant } = instance;
  const at = ['stages', stage.name, 'with'];
  const { value, used, unknown } = interpolate(stage.entry.with, variant);
  for (const { name, path } of unknown) {
    const axes = Object.keys(variant);
    context.problems.add({
      code: 'pipeline/unknown-axis',
      path: [...at, ...path],
      what: `no matrix axis "${name}"`,
      expected: axes.length === 0 ? 'a matrix on this stage or one before it' : `one of ${axes.join(', ')}`,
      remedy: didYouMean(name, axes),
    });
  }
  // What an unknown axis left behind is no value to judge, and it may be a misspelling of any of the others.
  if (unknown.length > 0) return { params: {}, used: new Set(Object.keys(variant)) };
  const parsed = stage.stage.params.safeParse(value);
  if (!parsed.success) {
    const known = (path: readonly (string | number)[]) => knownKeys(stage.stage.params, path);
    for (const problem of schemaProblems({ error: parsed.error, value, at, knownKeys: known }))
      context.problems.add(problem);
    return { params: {}, used };
  }
  await checkNames(instance, parsed.data, context);
  return { params: parsed.data, used };
}

/** The items that params name must exist: a misspelt strategy is better found before hours of training than after. */
async function checkNames(
  { stage }: Instance,
  params: Readonly<Record<string, unknown>>,
  { registries, directory, problems }: ParamsContext,
): Promise<void> {
  for (const [key, { registry: service, options }] of Object.entries(stage.stage.names ?? {})) {
    const registry = registries[service];
    invariant(
      registry !== undefined,
      `${stage.stage.uses} names an item of "${service}", which is no registry`,
    );
    const at = ['stages', stage.name, 'with'];
    const named = [params[key]].flat().filter((name) => typeof name === 'string');
    for (const name of named) {
      try {
        const item = await registry.resolve(name, directory);
        if (options === undefined) continue;
        for (const problem of optionProblems(item, { value: params[options], at: [...at, options] }))
          problems.add(problem);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        problems.add({ code: error.code, path: [...at, key], what: error.message, cause: error });
      }
    }
  }
}

/** What an item's schema says of options that were written; options that a stage will add may still be missing. */
function optionProblems(item: unknown, { value = {}, at }: { value: unknown; at: KeyPath }): Problem[] {
  const { options: schema } = item as { readonly options?: z.ZodObject };
  const error = schema?.safeParse(value).error;
  if (schema === undefined || error === undefined) return [];
  const written = new Set<PropertyKey>(Object.keys(value as object));
  const issues = error.issues.filter(({ path: [key] }) => key === undefined || written.has(key));
  return schemaProblems({
    error: new z.ZodError(issues),
    value,
    at,
    knownKeys: (path) => knownKeys(schema, path),
  });
}
