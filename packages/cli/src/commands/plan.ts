import { relative } from 'node:path';
import { UserError, UserErrors } from '@batchmates/errors';
import { planPipeline, type Plan, type PlannedInstance } from '@batchmates/pipeline';
import type { CommandContext } from '../command-context.ts';
import { locatePipelineFile } from '../find-pipeline.ts';
import { listPipelineFiles } from '../pipeline-files.ts';
import { compose, planningContext } from '../registry/services.ts';
import { takenNames } from '../taken-names.ts';

/** `batchmates plan`: checks one pipeline, or all, and prints the instances in the order in which they run. */
export async function plan({
  root,
  pipeline,
  params,
  print,
}: CommandContext & { readonly pipeline: string | undefined; readonly params: boolean }): Promise<void> {
  const all = await listPipelineFiles(root);
  const files =
    pipeline === undefined ? all.map(({ file }) => file) : [await locatePipelineFile(pipeline, root)];
  const taken = await takenNames(all, root);
  const context = planningContext(compose(), root);
  const mistakes: UserError[] = [];
  for (const file of files) {
    const nameTaken = taken.get(file);
    if (nameTaken !== undefined) mistakes.push(nameTaken);
    try {
      const planned = await planPipeline(file, context);
      if (nameTaken === undefined) for (const line of describePlan(planned, { root, params })) print(line);
    } catch (error) {
      if (error instanceof UserErrors) mistakes.push(...error.errors);
      else if (error instanceof UserError) mistakes.push(error);
      else throw error;
    }
  }
  if (mistakes.length > 0) throw new UserErrors(mistakes);
}

function describePlan(
  planned: Plan,
  { root, params }: { readonly root: string; readonly params: boolean },
): string[] {
  const width = Math.max(...planned.instances.map(({ name }) => name.length));
  const count = planned.instances.length;
  return [
    `${planned.name} (${relative(root, planned.file)}): ${count} stage${count === 1 ? '' : 's'}${planned.description === undefined ? '' : `; ${planned.description}`}`,
    ...planned.instances.flatMap((instance) => [
      `  ${instance.name.padEnd(width)}  ${instance.uses} -> ${instance.stage.output}${describeInputs(instance)}`,
      ...(params
        ? Object.entries(instance.params).map(([key, value]) => `      ${key}: ${JSON.stringify(value)}`)
        : []),
    ]),
  ];
}

/** Inputs by stage: `results: running x2, evaluate x8`. */
function describeInputs({ inputs }: PlannedInstance): string {
  const connected = Object.entries(inputs).filter(([, names]) => names.length > 0);
  if (connected.length === 0) return '';
  return `  (${connected.map(([input, names]) => `${input}: ${summarize(names).join(', ')}`).join('; ')})`;
}

function summarize(names: readonly string[]): string[] {
  const stages = [...new Set(names.map((name) => name.split('.')[0]!))];
  return stages.map((stage) => {
    const ofStage = names.filter((name) => name.split('.')[0] === stage);
    return ofStage.length === 1 ? ofStage[0]! : `${stage} x${ofStage.length}`;
  });
}
