import { relative } from 'node:path';
import { UserError, UserErrors } from '@batchmates/errors';
import { planPipeline, type Plan, type PlannedInstance } from '@batchmates/pipeline';
import type { CommandContext } from '../command-context.ts';
import { openDigestContext, type DigestContext } from '../digest/digest-context.ts';
import { localDigest } from '../digest/instance-digests.ts';
import { locatePipelineFile } from '../find-pipeline.ts';
import { mistakesOf } from '../mistakes-of.ts';
import { listPipelineFiles, withFile } from '../pipeline-files.ts';
import { allNames, preflight } from '../preflight.ts';
import { compose, planningContext } from '../registry/services.ts';
import { showWarnings } from '../show-warnings.ts';
import { takenNames } from '../taken-names.ts';
import { readWorkspace } from '../workspace.ts';

/** What `batchmates plan` is told. */
export interface PlanArguments extends CommandContext {
  /** One pipeline; all when undefined. */
  readonly pipeline: string | undefined;
  readonly params: boolean;
  /** Whether to print the digest of each instance. */
  readonly digests: boolean;
}

/** `batchmates plan`: checks one pipeline, or all, and prints the instances in the order in which they run. */
export async function plan({ root, pipeline, params, digests, print }: PlanArguments): Promise<void> {
  const listed = await listPipelineFiles(root);
  const named = pipeline === undefined ? undefined : await locatePipelineFile(pipeline, root);
  const files = named === undefined ? listed.map(({ file }) => file) : [named];
  const taken = await takenNames(named === undefined ? listed : withFile(listed, named, root), root);
  const composition = compose();
  const context = planningContext(composition, root);
  const digesting = openDigestContext(await readWorkspace(root), context.registries);
  const mistakes: UserError[] = [];
  for (const file of files) {
    const nameTaken = taken.get(file);
    if (nameTaken !== undefined) mistakes.push(nameTaken);
    try {
      const planned = await planPipeline(file, context);
      if (nameTaken !== undefined) continue;
      const digestOf = digests ? await digestsOf(planned, digesting) : undefined;
      for (const line of describePlan(planned, { root, params, digestOf })) print(line);
      showWarnings(planned.instances);
      await preflight({
        plan: planned,
        names: allNames(planned),
        context: digesting,
        services: composition.services,
      });
    } catch (error) {
      mistakes.push(...mistakesOf(error));
    }
  }
  if (mistakes.length > 0) throw new UserErrors(mistakes);
}

async function digestsOf(plan: Plan, context: DigestContext): Promise<ReadonlyMap<string, string>> {
  const digests = await Promise.all(
    plan.instances.map(
      async (instance) => [instance.name, (await localDigest(plan, instance, context)).local] as const,
    ),
  );
  return new Map(digests);
}

interface Shown {
  readonly root: string;
  readonly params: boolean;
  /** Digests by instance, if they are to be printed. */
  readonly digestOf: ReadonlyMap<string, string> | undefined;
}

function describePlan(planned: Plan, { root, params, digestOf }: Shown): string[] {
  const width = Math.max(...planned.instances.map(({ name }) => name.length));
  const count = planned.instances.length;
  return [
    `${planned.name} (${relative(root, planned.file)}): ${count} stage${count === 1 ? '' : 's'}${planned.description === undefined ? '' : `; ${planned.description}`}`,
    ...planned.instances.flatMap((instance) => [
      `  ${instance.name.padEnd(width)}  ${instance.uses} -> ${instance.output}${describeInputs(instance, planned.others)}`,
      ...(params
        ? Object.entries(instance.params).map(([key, value]) => `      ${key}: ${JSON.stringify(value)}`)
        : []),
      ...(digestOf === undefined ? [] : [`      digest: ${digestOf.get(instance.name)}`]),
    ]),
  ];
}

/** Inputs by stage: `results: running x2, evaluate x8`. */
function describeInputs({ inputs }: PlannedInstance, others: Plan['others']): string {
  const connected = Object.entries(inputs).filter(([, names]) => names.length > 0);
  if (connected.length === 0) return '';
  return `  (${connected.map(([input, names]) => `${input}: ${summarize(names, others).join(', ')}`).join('; ')})`;
}

function summarize(names: readonly string[], others: Plan['others']): string[] {
  const stageOf = (name: string): string => {
    const other = others.find((each) => each.name === name);
    return other === undefined ? name.split('.')[0]! : `${other.pipeline.name}.${other.stageName}`;
  };
  const stages = [...new Set(names.map(stageOf))];
  return stages.map((stage) => {
    const ofStage = names.filter((name) => stageOf(name) === stage);
    return ofStage.length === 1 ? ofStage[0]! : `${stage} x${ofStage.length}`;
  });
}
