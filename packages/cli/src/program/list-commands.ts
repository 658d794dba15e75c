import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';

/** Commands that list what a pipeline may name. */
export function defineListCommands(program: Command, context: CommandContext): void {
  program
    .command('stages')
    .summary('list the built-in stages; with a name, its inputs and params')
    .argument('[stage]', 'e.g. trainer/train')
    .action(async (stage: string | undefined) =>
      (await import('../commands/stages.ts')).stages({ ...context, stage }),
    );
  program
    .command('strategies')
    .summary('list the batching strategies and their options')
    .action(async () => (await import('../commands/strategies.ts')).strategies(context));
  program
    .command('protocols')
    .summary('list the test protocols and their options')
    .action(async () => (await import('../commands/strategies.ts')).protocols(context));
  program
    .command('metrics')
    .summary('list the metrics that a report can show besides its own')
    .action(async () => (await import('../commands/strategies.ts')).metrics(context));
  program
    .command('engines')
    .summary('list the engines: present or why not, and their measured speed')
    .action(async () => (await import('../commands/engines.ts')).engines(context));
}
