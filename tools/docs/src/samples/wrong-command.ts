import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import type { KnownNames } from './known-names.ts';

/** How a command is meant. */
export interface Meant {
  /** Whether it is to be typed as it stands; else it is mentioned in a sentence, where arguments may be left out. */
  readonly whole: boolean;
  /** Pipelines that samples of the same page write. */
  readonly pipelines: readonly string[];
}

/** What is wrong with a command, if anything: a command, option, script, pipeline, instance, benchmark, test or file that does not exist. */
export function wrongCommand(words: readonly string[], names: KnownNames, meant: Meant): string | undefined {
  const [program, ...rest] = words;
  if (program === 'batchmates') return wrongBatchmates(rest, names, meant);
  if (program === 'npx' && rest[0] === 'batchmates') return wrongBatchmates(rest.slice(1), names, meant);
  if (program === 'npx' && rest[0] === 'nx') return wrongNx(rest.slice(1), names, meant);
  if (program === 'npx' && rest[0] === 'vitest') return wrongTests(rest.slice(1), names);
  if (program === 'npm' && rest[0] === 'run') return wrongScript(rest.slice(1), names);
  if (program === 'node' && rest[0]?.includes('/') === true)
    return existsSync(join(names.root, rest[0])) ? undefined : `no file ${rest[0]}`;
  return undefined;
}

function wrongBatchmates(words: readonly string[], names: KnownNames, meant: Meant): string | undefined {
  const [name, ...given] = words;
  // `npx batchmates` alone, and forms such as `batchmates <command>`.
  if (name === undefined || isPlaceholder(name)) return undefined;
  const program = names.program();
  const command = program.commands.find((each) => each.name() === name);
  if (command === undefined)
    return name === 'help' || name.startsWith('--') ? undefined : `no command ${name}`;
  const known = command.options.flatMap(({ long, short }) => [long, short]);
  const unknown = given.find((word) => word.startsWith('-') && !known.includes(word.split('=')[0]));
  if (unknown !== undefined) return `${name} has no option ${unknown}`;
  if (meant.whole)
    try {
      program.parse([...words], { from: 'user' });
    } catch (error) {
      if (error instanceof CommanderError) return error.message;
      throw error;
    }
  return wrongPlace(command.registeredArguments[0]?.name(), given, names, meant);
}

/** Whether the pipeline, or the instance of one, that a command is about exists. */
function wrongPlace(
  argument: string | undefined,
  given: readonly string[],
  names: KnownNames,
  meant: Meant,
): string | undefined {
  const [first, second] = given;
  if (first === undefined || first.startsWith('-') || isPlaceholder(first) || /[/\\]|\.onnx$/.test(first))
    return undefined;
  const ofPipeline = [...names.pipelines].some((each) => first === each || first.startsWith(`${each}.`));
  if (argument !== 'pipeline' && !ofPipeline) return undefined;
  if (names.instances.has(first)) return undefined;
  if (meant.pipelines.some((each) => first === each || first.startsWith(`${each}.`))) return undefined;
  if (!names.pipelines.has(first)) return `no pipeline or instance ${first}`;
  if (argument !== 'pipeline' || second === undefined || second.startsWith('-') || isPlaceholder(second))
    return undefined;
  return names.instances.has(`${first}.${second}`) ? undefined : `no instance ${first}.${second}`;
}

function wrongNx(words: readonly string[], names: KnownNames, meant: Meant): string | undefined {
  const [command, task] = words;
  if (command !== 'run' || task === undefined || isPlaceholder(task)) return undefined;
  const project = task.replace(/:run$/, '');
  const known =
    names.pipelines.has(project) || names.instances.has(project) || meant.pipelines.includes(project);
  return known && task.endsWith(':run') ? undefined : `no task ${task}`;
}

function wrongTests(words: readonly string[], { tests }: KnownNames): string | undefined {
  const project = words[words.indexOf('--project') + 1];
  if (words[0] !== 'run' || project === undefined || isPlaceholder(project)) return undefined;
  const own = tests.filter((file) => file.split('/').slice(0, -1).includes(project));
  if (own.length === 0) return `no tests of ${project}`;
  const filter = words.slice(1).filter((word) => word !== '--project' && word !== project)[0];
  if (filter === undefined || isPlaceholder(filter)) return undefined;
  return own.some((file) => file.includes(filter)) ? undefined : `no test of ${project} called ${filter}`;
}

function wrongScript(
  words: readonly string[],
  { root, scripts, suites, tests }: KnownNames,
): string | undefined {
  const [script, ...rest] = words.filter((word) => word !== '-s' && word !== '--');
  if (script === undefined) return undefined;
  const workspace = rest[rest.indexOf('-w') + 1];
  // Scripts of one package stand in its package.json.
  if (rest.includes('-w') && workspace !== undefined)
    return existsSync(join(root, workspace, 'package.json')) ? undefined : `no package ${workspace}`;
  if (!scripts.has(script)) return `no script ${script}`;
  const [first] = rest;
  if (first === undefined || isPlaceholder(first) || first.startsWith('-')) return undefined;
  if (script === 'bench' && !suites.has(first)) return `no benchmark ${first}`;
  if (script === 'test:slow' && !tests.some((file) => file.endsWith('.slow.ts') && file.includes(first)))
    return `no slow test called ${first}`;
  return undefined;
}

/** Words that stand for others: `<pipeline>`, `[pipeline]`, `...`, `p`. */
function isPlaceholder(word: string): boolean {
  return /[<[]|\.\.\./.test(word) || word.length === 1;
}
