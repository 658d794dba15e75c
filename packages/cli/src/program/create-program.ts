import { escapeLines } from '@batchmates/errors';
import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { ownVersion } from '../own-package.ts';
import { defineAuditCommand } from './audit-command.ts';
import { defineInspectCommands } from './inspect-commands.ts';
import { defineListCommands } from './list-commands.ts';
import { definePipelineCommands } from './pipeline-commands.ts';
import { defineWorkspaceCommands } from './workspace-commands.ts';

/** The program `batchmates`. A command loads its module when it is run, so that starting stays fast. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('batchmates')
    .description(
      'A laboratory for what a network with batch normalization learns from the other images of its batch.',
    )
    .version(ownVersion())
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(escapeLines(text.replace(/^error: /, 'batchmates: '))),
    })
    .showSuggestionAfterError();
  definePipelineCommands(program, context);
  defineListCommands(program, context);
  defineInspectCommands(program, context);
  defineAuditCommand(program, context);
  defineWorkspaceCommands(program, context);
  return program;
}
