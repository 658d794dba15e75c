import { outputType, typesOf, type Stage } from '@batchmates/stage';
import type { CommandContext } from '../command-context.ts';
import { createStageRegistry } from '../registry/stages.ts';
import { describeOptions } from './describe-options.ts';
import { plainTable } from './plain-table.ts';

/** `batchmates stages`: lists the built-in stages, or says everything about one. */
export async function stages({
  root,
  stage,
  print,
}: CommandContext & { readonly stage: string | undefined }): Promise<void> {
  const registry = createStageRegistry();
  if (stage !== undefined) {
    for (const line of describeStage(await registry.resolve(stage, root))) print(line);
    return;
  }
  const all = await Promise.all((await registry.names()).map((name) => registry.resolve(name, root)));
  print(
    plainTable(
      ['stage', 'reads', 'leaves', ''],
      all.map((each) => [each.uses, Object.keys(each.inputs).join(', '), describeOutput(each), each.summary]),
    ),
  );
}

function describeStage(stage: Stage): string[] {
  const inputs = Object.entries(stage.inputs).map(
    ([name, { type, many, optional }]) =>
      `  ${name}: a ${typesOf({ type }).join(' or ')}${many === true ? ', gathers' : ''}${optional === true ? ', optional' : ''}`,
  );
  return [
    `${stage.uses}: ${stage.summary}`,
    ...(inputs.length === 0 ? [] : ['reads', ...inputs]),
    `leaves a ${describeOutput(stage)}`,
    'params',
    ...describeOptions(stage.params).map((line) => `  ${line}`),
  ];
}

function describeOutput(stage: Stage): string {
  return outputType(stage, (input) => typesOf(stage.inputs[input] ?? { type: 'what it reads' }).join(' or '));
}
