import type { Argument, Command, Option } from 'commander';
import { code, table } from './table.ts';

/** The page of every command that the program shows in its help, from the program itself. */
export function commandsPage(program: Command): string {
  const commands = shownCommands(program);
  return [
    '# Commands',
    '',
    'Run with `npx batchmates`. `npx batchmates help <command>` says the same on the terminal.',
    '',
    table(
      ['command', ''],
      commands.map((each) => [`[${code(each.name())}](#batchmates-${each.name()})`, each.summary()]),
    ),
    '',
    ...commands.flatMap((command) => describe(command)),
  ].join('\n');
}

/** Commands but `help` and those that are hidden. */
function shownCommands(program: Command): readonly Command[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .filter((command) => command.name() !== 'help');
}

/** Options that a command shows in its help, but `--help`. */
function shownOptions(command: Command): readonly Option[] {
  return command.options.filter((option) => !option.hidden);
}

function describe(command: Command): string[] {
  const words = command.registeredArguments.map(argumentWord);
  const options = shownOptions(command);
  const groups = [...new Set(options.map(({ helpGroupHeading }) => helpGroupHeading))];
  return [
    `## batchmates ${command.name()}`,
    '',
    sentence(command.summary() || command.description()),
    '',
    '```',
    ['npx batchmates', command.name(), ...words, ...(options.length > 0 ? ['[options]'] : [])].join(' '),
    '```',
    '',
    ...(command.registeredArguments.length === 0
      ? []
      : [
          table(
            ['argument', ''],
            command.registeredArguments.map((each) => [code(argumentWord(each)), each.description]),
          ),
          '',
        ]),
    ...groups.flatMap((group) => [
      ...(group === undefined ? [] : [group, '']),
      table(
        ['option', 'default', ''],
        options
          .filter(({ helpGroupHeading }) => helpGroupHeading === group)
          .map((option) => [code(option.flags), presetOf(option), describeOption(option)]),
      ),
      '',
    ]),
  ];
}

function argumentWord(argument: Argument): string {
  const name = argument.name() + (argument.variadic ? '...' : '');
  return argument.required ? `<${name}>` : `[${name}]`;
}

function describeOption({ description, argChoices, mandatory }: Option): string {
  const choices = argChoices === undefined ? '' : `: ${argChoices.map(code).join(', ')}`;
  return `${description}${choices}${mandatory ? ' (required)' : ''}`;
}

function presetOf({ defaultValue, negate }: Option): string {
  return defaultValue === undefined || negate ? '' : code(String(defaultValue));
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
