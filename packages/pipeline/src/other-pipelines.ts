import { UserError, UserErrors, didYouMean } from '@batchmates/errors';
import type { ParsedStage } from './parse-pipeline.ts';
import type { OtherInstance, Plan, PlannedInstance } from './plan.ts';
import type { Problems } from './problems.ts';
import type { Source } from './variant.ts';

/** The other pipelines that stages of one may read. */
export interface OtherPlans {
  /** Plans of those that are read, by name. */
  readonly plans: ReadonlyMap<string, Plan>;
  /** Names of all; empty when no input names anything but stages of its own file. */
  readonly names: ReadonlySet<string>;
}

/** What `planOthers` needs. */
export interface OthersRequest {
  readonly stages: ReadonlyMap<string, ParsedStage>;
  /** Files of the pipelines that may be named, by name. */
  pipelines(): Promise<ReadonlyMap<string, string>>;
  /** Names of the pipelines that are being planned, each for the one before it, this one last. */
  readonly readers: readonly string[];
  /** Plans a file; `readers` are as above. */
  plan(file: string): Promise<Plan>;
  readonly problems: Problems;
}

/**
 * Plans the pipelines that inputs name, such as `other` in `other.train.balanced`. The name of a stage in the same file means that
 * stage. Cycles and pipelines with mistakes go to `problems`.
 */
export async function planOthers({
  stages,
  pipelines,
  readers,
  plan,
  problems,
}: OthersRequest): Promise<OtherPlans> {
  const named = [...stages].flatMap(([stage, { in: inputs }]) =>
    Object.entries(inputs).flatMap(([input, value]) =>
      [value]
        .flat()
        .map((text) => ({ path: ['stages', stage, 'in', input], name: text.split('.')[0]! }))
        .filter(({ name }) => !stages.has(name)),
    ),
  );
  if (named.length === 0) return { plans: new Map(), names: new Set() };
  const files = await pipelines();
  const plans = new Map<string, Plan>();
  for (const { path, name } of named.filter(({ name: each }) => files.has(each))) {
    if (plans.has(name)) continue;
    const start = readers.indexOf(name);
    if (start >= 0) {
      problems.add({
        code: 'pipeline/cycle',
        path,
        what: `a cycle of pipelines: ${[...readers.slice(start), name].join(' -> ')}`,
        expected: 'pipelines that do not read each other',
      });
      continue;
    }
    try {
      plans.set(name, await plan(files.get(name)!));
    } catch (error) {
      for (const mistake of mistakesOf(error))
        problems.add({ code: mistake.code, path, what: `reads ${name}: ${mistake.message}`, cause: mistake });
    }
  }
  return { plans, names: new Set(files.keys()) };
}

function mistakesOf(error: unknown): readonly UserError[] {
  if (error instanceof UserErrors) return error.errors;
  if (error instanceof UserError) return [error];
  throw error;
}

/** Instances of a stage of another pipeline, for a reference such as `other.train` or `other.train.balanced`. */
export function otherStage(
  text: string,
  plan: Plan,
  { path, problems }: { readonly path: readonly (string | number)[]; readonly problems: Problems },
): readonly PlannedInstance[] {
  const stage = text.split('.')[1] ?? '';
  const found = plan.instances.filter(({ stageName }) => stageName === stage);
  if (found.length > 0) return found;
  const names = [...new Set(plan.instances.map(({ stageName }) => stageName))];
  problems.add({
    code: 'pipeline/dangling',
    path,
    what:
      stage === '' ? `names a pipeline and no stage of it` : `pipeline ${plan.name} has no stage "${stage}"`,
    expected: `one of ${names.map((name) => `${plan.name}.${name}`).join(', ')}`,
    remedy: didYouMean(stage, names),
  });
  return [];
}

/** The instances of other pipelines by the stage that a reference names: `other.train`. */
export function sourcesOf({ plans }: OtherPlans): [string, Source[]][] {
  const sources = new Map<string, Source[]>();
  for (const plan of plans.values())
    for (const { name, stageName, variant } of plan.instances) {
      const stage = `${plan.name}.${stageName}`;
      sources.set(stage, [...(sources.get(stage) ?? []), { name: `${plan.name}.${name}`, variant }]);
    }
  return [...sources];
}

/** The instances of other pipelines that some instances need, directly or not, in an order in which inputs come first. */
export function neededOthers(instances: readonly PlannedInstance[], { plans }: OtherPlans): OtherInstance[] {
  const all = new Map(
    [...plans.values()].flatMap((plan) =>
      [...plan.others, ...plan.instances.map((instance) => asOther(plan, instance))].map(
        (each) => [each.name, each] as const,
      ),
    ),
  );
  const needed = new Set(instances.flatMap(({ inputs }) => Object.values(inputs).flat()));
  for (const { name, inputs } of [...all.values()].toReversed())
    if (needed.has(name)) for (const each of Object.values(inputs).flat()) needed.add(each);
  return [...all.values()].filter(({ name }) => needed.has(name));
}

/** An instance of a plan as other pipelines name it. */
function asOther(
  { name: pipeline, directory, file, instances }: Plan,
  instance: PlannedInstance,
): OtherInstance {
  const own = new Set(instances.map(({ name }) => name));
  const fromOutside = (name: string): string => (own.has(name) ? `${pipeline}.${name}` : name);
  const inputs = Object.entries(instance.inputs).map(([input, names]) => [input, names.map(fromOutside)]);
  return {
    ...instance,
    name: fromOutside(instance.name),
    inputs: Object.fromEntries(inputs) as PlannedInstance['inputs'],
    pipeline: { name: pipeline, directory, file },
    instance: instance.name,
  };
}
