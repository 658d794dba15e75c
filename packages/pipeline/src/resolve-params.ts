import { parseParams, type ParamsComplaint, type ParamsContext, type Stage } from '@batchmates/stage';
import type { Instance } from './fan-out.ts';
import { interpolate } from './interpolate.ts';
import { knownKeys } from './known-keys.ts';
import type { Problem, Problems } from './problems.ts';
import { schemaProblems } from './schema-problems.ts';
import type { KeyPath } from './source-map.ts';

/** What params are checked against besides their schema. */
export interface ResolveContext extends ParamsContext {
  readonly problems: Problems;
}

/** The params of an instance and the matrix axes they depend on. */
export interface ResolvedParams {
  readonly params: Readonly<Record<string, unknown>>;
  readonly used: ReadonlySet<string>;
}

/** An instance's params: `with:` with its matrix values filled in, parsed by the stage's schema and those of chosen items. */
export async function resolveParams(instance: Instance, context: ResolveContext): Promise<ResolvedParams> {
  const { stage, variant } = instance;
  const at = ['stages', stage.name, 'with'];
  const { value, used, problems } = interpolate(stage.entry.with, variant);
  for (const problem of problems) context.problems.add({ ...problem, path: [...at, ...problem.path] });
  // A value with an unknown `${axis}` in it is not checked. The name may be any axis misspelt, so all count as used.
  if (problems.length > 0) return { params: {}, used: new Set(Object.keys(variant)) };
  const parsed = await parseParams(stage.stage, value, context);
  if (parsed.success) return { params: parsed.params, used };
  for (const complaint of parsed.complaints)
    for (const problem of problemsOf(stage.stage, complaint, at)) context.problems.add(problem);
  return { params: {}, used };
}

function problemsOf(stage: Stage, complaint: ParamsComplaint, at: KeyPath): Problem[] {
  const path = [...at, ...complaint.path];
  if (complaint.kind === 'item') {
    const { error } = complaint;
    return [{ code: error.code, path, what: error.message, cause: error }];
  }
  const { schema, error, value } = complaint;
  return schemaProblems({
    error,
    value,
    at: path,
    knownKeys: (inside) => knownKeys(schema, inside, value),
    ...(schema === stage.params && { renamed: stage.renamed }),
  });
}
