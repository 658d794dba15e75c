import { UserError, UserErrors, systemFailure } from '@batchmates/errors';
import { Interrupted } from './interruption.ts';

/** Begins every line that the program says itself. */
export const OWN = 'batchmates: ';

/**
 * Tells a person what went wrong and returns the exit code: one line for each mistake of theirs and for what the operating
 * system refused (1), a word for an interruption (130 for Ctrl-C, 143 for SIGTERM), and the whole stack for a defect of ours (70).
 */
export function showFailure(error: unknown, signal: AbortSignal, write: (text: string) => void): number {
  const mistake = error instanceof UserErrors || error instanceof UserError ? error : systemFailure(error);
  if (mistake !== undefined) {
    write(`${mistake.message.replaceAll(/^/gm, OWN)}\n`);
    return 1;
  }
  if (signal.reason instanceof Interrupted) {
    const { advice, exitCode } = error instanceof Interrupted ? error : signal.reason;
    write(`${OWN}interrupted; ${advice}\n`);
    return exitCode;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  write(`${OWN}a defect of the program; please report it with what follows\n${stack}\n`);
  return 70;
}
