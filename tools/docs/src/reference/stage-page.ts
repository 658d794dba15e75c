import { outputType, typesOf, type Stage } from '@batchmates/stage';
import { optionsTable } from './options-table.ts';
import { code, table } from './table.ts';

/** The page of a built-in stage: what it reads and leaves, and its params from the schema that parses them. */
export function stagePage(stage: Stage): string {
  const inputs = Object.entries(stage.inputs).map(([name, { type, many, optional }]) => [
    code(name),
    typesOf({ type }).map(code).join(' or '),
    [many === true ? 'gathers every instance' : '', optional === true ? 'optional' : 'required']
      .filter((each) => each !== '')
      .join(', '),
  ]);
  return [
    `# ${stage.uses}`,
    '',
    `${stage.summary.charAt(0).toUpperCase()}${stage.summary.slice(1)}.`,
    '',
    '## Inputs',
    '',
    inputs.length === 0 ? 'None.' : table(['`in:`', 'type', ''], inputs),
    '',
    '## Output',
    '',
    `An artifact of type ${leaves(stage)}.`,
    '',
    '## Params',
    '',
    'Keys of `with:`.',
    '',
    optionsTable(stage.params),
    '',
    ...notes(stage),
  ].join('\n');
}

function leaves(stage: Stage): string {
  return outputType(stage, (input) => typesOf(stage.inputs[input] ?? { type: 'what it reads' }).join(' or '));
}

function notes({ choices = {}, withoutEffect = [], environment = [], usesEngine }: Stage): string[] {
  const lines = [
    ...Object.entries(choices).map(
      ([param, registry]) =>
        `${code(param)} names one of the [${registry}](../${registry}.md), or a file beside the pipeline: ${code('./my-file.ts')}.`,
    ),
    ...(withoutEffect.length > 0
      ? [
          `Changing ${withoutEffect.map(code).join(', ')} reruns nothing: it does not change what the stage leaves.`,
        ]
      : []),
    ...(environment.length > 0
      ? [`Its result depends on the environment variables ${environment.map(code).join(', ')}.`]
      : []),
    ...(usesEngine === true ? ['It computes on an [engine](../engines.md).'] : []),
  ];
  return lines.length === 0 ? [] : ['## Notes', '', ...lines.map((line) => `- ${line}`), ''];
}
