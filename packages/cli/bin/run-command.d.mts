/** Runs a command of batchmates in this process; gives its exit code. */
export function runCommand(args: readonly string[]): Promise<number>;
