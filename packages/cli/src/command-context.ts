/** What every command is given. */
export interface CommandContext {
  /** The workspace's root folder. */
  readonly root: string;
  /** Aborted on Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** Prints a line to the standard output. */
  print(line: string): void;
}
