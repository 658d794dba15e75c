import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';

/** Commands that list what a pipeline may name, and fetch what is not installed. */
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
  program
    .command('setup')
    .summary('fetch oneDNN, the fast engine on a CPU, and say how to get other optional parts')
    .argument('[part]', 'onednn, onnxruntime or tensorflow; by default all but tensorflow, which is large')
    .option('--again', 'ask again what failed within a day')
    .option('--gpu', 'tensorflow for graphics cards of NVIDIA')
    .action(
      async (part: string | undefined, { again = false, gpu = false }: { again?: boolean; gpu?: boolean }) =>
        (await import('../commands/setup.ts')).setup({ ...context, part, again, gpu }),
    );
}
