import { dirname, relative, resolve } from 'node:path';
import { readRegularFile, UnreadableFile } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { fanOut, type Instance } from './fan-out.ts';
import { axesOf, readMatrix } from './matrix.ts';
import { neededOthers, planOthers, sourcesOf, type OtherPlans } from './other-pipelines.ts';
import { parsePipeline } from './parse-pipeline.ts';
import type { OtherInstance, Plan, PlannedInstance } from './plan.ts';
import type { Problems } from './problems.ts';
import type { Registry, Stage } from '@batchmates/stage';
import { resolveParams } from './resolve-params.ts';
import { topologicalOrder } from './topological-order.ts';
import { shortVariant, type Source } from './variant.ts';
import { wire, type WiredStage } from './wiring.ts';

/** What planning needs besides the file. */
export interface PlanningContext {
  readonly stages: Registry<Stage>;
  /** Registries by the names that stages give them in `choices`. */
  readonly registries?: Readonly<Record<string, Registry<unknown>>>;
  /** What messages write paths relative to; the working directory by default. */
  readonly root?: string;
  /** Files of the pipelines whose stages may be named in `in:`, by name; none by default. */
  pipelines?(): Promise<ReadonlyMap<string, string>>;
}

/**
 * Reads, checks and plans a pipeline file. Throws a `UserError`, or `UserErrors` with everything that is wrong, each
 * with line and column: syntax, unknown keys, stages and inputs, dangling references, types, cycles, params.
 */
export async function planPipeline(file: string, context: PlanningContext): Promise<Plan> {
  return planFor(file, context, []);
}

/** Plans a file that the pipelines called `readers` need, each for the one before it. */
async function planFor(file: string, context: PlanningContext, readers: readonly string[]): Promise<Plan> {
  const path = resolve(file);
  const directory = dirname(path);
  const parsed = parsePipeline(await readText(path), relative(context.root ?? process.cwd(), path));
  const { problems } = parsed;
  const { name, description, stages } = parsed;
  const chain = [...readers, name];
  const others = await planOthers({
    stages,
    pipelines: async () => (await context.pipelines?.()) ?? new Map<string, string>(),
    readers: chain,
    plan: (other) => planFor(other, context, chain),
    problems,
  });
  const wired = await wire({ stages, registry: context.stages, directory, problems, others });
  const instances = await planStages(wired, { context, directory, problems, others });
  const needed = neededOthers(instances, others);
  refuseSharedNames(instances, needed, problems);
  problems.throwIfAny();
  return { name, description, file: path, directory, instances, others: needed };
}

/** A stage may be called as another pipeline, as long as no two instances that are read have one name. */
function refuseSharedNames(
  instances: readonly PlannedInstance[],
  others: readonly OtherInstance[],
  problems: Problems,
): void {
  const names = new Set(others.map(({ name }) => name));
  for (const { name, stageName } of instances.filter((each) => names.has(each.name)))
    problems.add({
      code: 'pipeline/duplicate',
      path: ['stages', stageName],
      what: `an instance of another pipeline that is read is called ${name} as well`,
      remedy: 'rename the stage',
    });
}

/** Bytes of a pipeline file: a thousand times the longest of this workspace. */
const LARGEST = 4 * 2 ** 20;

async function readText(path: string): Promise<string> {
  try {
    return (await readRegularFile(path, LARGEST)).toString('utf8');
  } catch (cause) {
    if (!(cause instanceof UnreadableFile)) throw cause;
    throw new UserError({
      code: 'pipeline/no-file',
      what: `no pipeline file ${path}`,
      expected: 'the path of a pipeline.yaml',
      received: cause.absent ? undefined : cause.reason,
      remedy: 'the pipelines of this workspace are in pipelines/',
      cause,
    });
  }
}

interface Planning {
  readonly context: PlanningContext;
  readonly directory: string;
  readonly problems: Problems;
  readonly others: OtherPlans;
}

async function planStages(
  wired: ReadonlyMap<string, WiredStage>,
  planning: Planning,
): Promise<PlannedInstance[]> {
  const ordering = topologicalOrder(
    new Map(
      [...wired].map(([name, { inputs }]) => [
        name,
        inputs.flatMap(({ references }) => references.map(({ stage }) => stage)),
      ]),
    ),
  );
  if (ordering.kind === 'cycles') {
    for (const cycle of ordering.cycles) {
      planning.problems.add({
        code: 'pipeline/cycle',
        path: ['stages', cycle[0]!, 'in'],
        what: `a cycle: ${cycle.join(' -> ')}`,
        expected: 'stages that only read what comes before them',
      });
    }
    return [];
  }
  const before = new Map<string, readonly Source[]>(sourcesOf(planning.others));
  const planned: PlannedInstance[] = [];
  for (const name of ordering.order) {
    const stage = wired.get(name)!;
    const instances = fanOut(stage, before, planning.problems);
    before.set(name, instances);
    planned.push(...(await planInstances(stage, instances, before, planning)));
  }
  return planned;
}

async function planInstances(
  stage: WiredStage,
  instances: readonly Instance[],
  before: ReadonlyMap<string, readonly Source[]>,
  { context, directory, problems }: Planning,
): Promise<PlannedInstance[]> {
  const used = new Set(
    stage.inputs.flatMap(({ references }) =>
      references.flatMap((reference) => axesInherited(before.get(reference.stage) ?? [])),
    ),
  );
  const planned: PlannedInstance[] = [];
  for (const instance of instances) {
    const resolved = await resolveParams(instance, {
      registries: context.registries ?? {},
      directory,
      problems,
    });
    [...resolved.used, ...instance.filledFrom].forEach((axis) => used.add(axis));
    const { name, variant, inputs } = instance;
    planned.push({
      name,
      stageName: stage.name,
      uses: stage.entry.uses!,
      stage: stage.stage,
      output: stage.output,
      variant: shortVariant(variant),
      params: resolved.params,
      inputs,
    });
  }
  // Without an instance, which has a reason of its own, nothing can use an axis.
  if (planned.length > 0) refuseUnusedAxes(stage, used, problems);
  return planned;
}

function refuseUnusedAxes({ name, entry }: WiredStage, used: ReadonlySet<string>, problems: Problems): void {
  const matrix = readMatrix(entry.matrix ?? {});
  for (const axis of axesOf(matrix).filter((each) => !used.has(each))) {
    const index = matrix.include.findIndex((values) => Object.hasOwn(values, axis));
    problems.add({
      code: 'pipeline/unused-axis',
      path: [
        'stages',
        name,
        'matrix',
        ...(Object.hasOwn(matrix.axes, axis) ? [axis] : ['include', index, axis]),
      ],
      what: 'changes nothing: every instance would be the same',
      expected: `"\${${axis}}" somewhere in with:`,
    });
  }
}

function axesInherited(instances: readonly Source[]): string[] {
  return [...new Set(instances.flatMap(({ variant }) => Object.keys(variant)))];
}
