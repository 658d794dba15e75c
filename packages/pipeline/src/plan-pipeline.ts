import { dirname, relative, resolve } from 'node:path';
import { readRegularFile, UnreadableFile } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { fanOut, type Instance } from './fan-out.ts';
import { axesOf, readMatrix } from './matrix.ts';
import { parsePipeline } from './parse-pipeline.ts';
import type { Problems } from './problems.ts';
import type { Registry, Stage } from '@batchmates/stage';
import { resolveParams } from './resolve-params.ts';
import { topologicalOrder } from './topological-order.ts';
import { shortVariant, type ShortVariant } from './variant.ts';
import { wire, type WiredStage } from './wiring.ts';

/** A pipeline ready to run: every instance with its params, in an order in which inputs come first. */
export interface Plan {
  readonly name: string;
  readonly description: string | undefined;
  /** Absolute path of the pipeline file. */
  readonly file: string;
  /** Absolute path of its folder: relative paths in params start here. */
  readonly directory: string;
  readonly instances: readonly PlannedInstance[];
}

/** One run of a stage. */
export interface PlannedInstance {
  /** E.g. `train.balanced`. */
  readonly name: string;
  /** The stage's name in the file, e.g. `train`. */
  readonly stageName: string;
  /** As written in the file: `trainer/train`, `./my-stage.ts` or a package. */
  readonly uses: string;
  readonly stage: Stage;
  /** The type of the artifact it leaves. */
  readonly output: string;
  /** The matrix values that tell it from the stage's other instances, by axis; an object by its name. */
  readonly variant: ShortVariant;
  /** Parsed by the stage's schema, defaults included. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Names of the instances read, by input. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
}

/** What planning needs besides the file. */
export interface PlanningContext {
  readonly stages: Registry<Stage>;
  /** Registries by the names that stages give them in `choices`. */
  readonly registries?: Readonly<Record<string, Registry<unknown>>>;
  /** What messages write paths relative to; the working directory by default. */
  readonly root?: string;
}

/**
 * Reads, checks and plans a pipeline file. Throws a `UserError`, or `UserErrors` with everything that is wrong, each
 * with line and column: syntax, unknown keys, stages and inputs, dangling references, types, cycles, params.
 */
export async function planPipeline(file: string, context: PlanningContext): Promise<Plan> {
  const path = resolve(file);
  const directory = dirname(path);
  const parsed = parsePipeline(await readText(path), relative(context.root ?? process.cwd(), path));
  const { problems } = parsed;
  const wired = await wire({ stages: parsed.stages, registry: context.stages, directory, problems });
  const instances = await planStages(wired, { context, directory, problems });
  problems.throwIfAny();
  return { name: parsed.name, description: parsed.description, file: path, directory, instances };
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
  const before = new Map<string, readonly Instance[]>();
  const planned: PlannedInstance[] = [];
  for (const name of ordering.order) {
    const stage = wired.get(name)!;
    before.set(name, fanOut(stage, before, planning.problems));
    planned.push(...(await planInstances(stage, before, planning)));
  }
  return planned;
}

async function planInstances(
  stage: WiredStage,
  before: ReadonlyMap<string, readonly Instance[]>,
  { context, directory, problems }: Planning,
): Promise<PlannedInstance[]> {
  const used = new Set(
    stage.inputs.flatMap(({ references }) =>
      references.flatMap((reference) => axesInherited(before.get(reference.stage) ?? [])),
    ),
  );
  const planned: PlannedInstance[] = [];
  for (const instance of before.get(stage.name)!) {
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

function axesInherited(instances: readonly Instance[]): string[] {
  return [...new Set(instances.flatMap(({ variant }) => Object.keys(variant)))];
}
