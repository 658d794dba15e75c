import { statSync } from 'node:fs';
import { join } from 'node:path';
import { escapeLines, findWorkspace } from '@batchmates/errors';
import { CommanderError, type Command } from 'commander';
import { watchSignals } from './interruption.ts';
import { createProgram } from './program/create-program.ts';
import { showFailure } from './show-failure.ts';

/**
 * Runs the command line and returns its exit code: 0, 1 for a mistake of the user (one line each on the standard
 * error), 130 when interrupted by Ctrl-C, 143 by SIGTERM, 70 for a defect.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { signal, close } = watchSignals();
  const root = findWorkspace();
  const context = {
    root,
    signal,
    print: (line: string) => void process.stdout.write(`${escapeLines(line)}\n`),
  };
  try {
    loadEnvironment(root);
    const program = createProgram(context);
    await program.parseAsync(withoutOptionsOfNothing(args, program), { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has already printed help, or what was wrong with the arguments.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    return showFailure(error, signal, (text) => process.stderr.write(escapeLines(text)));
  } finally {
    close();
  }
}

/** Of an unknown command its name alone: Commander would show the help of the program for `--help` after it. */
function withoutOptionsOfNothing(args: readonly string[], program: Command): readonly string[] {
  const [name] = args;
  if (name === undefined || name.startsWith('-') || name === 'help') return args;
  return program.commands.some((command) => command.name() === name) ? args : [name];
}

/** Sets what `.env` of the workspace sets, as Nx does for what it starts; what is set already stays. */
function loadEnvironment(root: string): void {
  for (const name of ['.env.local', '.local.env', '.env']) {
    const file = join(root, name);
    // A folder of that name may be a Python environment.
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) process.loadEnvFile(file);
  }
}
