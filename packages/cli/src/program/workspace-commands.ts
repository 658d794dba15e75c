import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';

/** Commands that write files of a workspace of one's own. */
export function defineWorkspaceCommands(program: Command, context: CommandContext): void {
  program
    .command('init')
    .summary('make this folder a workspace: add a first pipeline and what it needs; overwrites nothing')
    .option('--no-nx', 'without Nx')
    .option('--dry-run', 'say what would be added, and add nothing')
    .action(async ({ nx, dryRun = false }: { nx: boolean; dryRun?: boolean }) =>
      (await import('../commands/init.ts')).init({ ...context, folder: process.cwd(), nx, dryRun }),
    );
  program
    .command('new')
    .summary('write a strategy, protocol, metric or stage of your own, with its test, beside a pipeline')
    .argument('<kind>', 'strategy, protocol, metric or stage')
    .argument('<name>', 'of the part and of its file, e.g. hard-negatives')
    .option(
      '--pipeline <pipeline>',
      'beside which it goes; absent: that of the working directory, or the only one',
    )
    .action(async (kind: string, name: string, { pipeline }: { pipeline?: string }) =>
      (await import('../commands/new-part.ts')).newPart({ ...context, kind, name, pipeline }),
    );
}
