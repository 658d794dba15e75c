/** Runs a command of batchmates in this process; gives its exit code. */
export async function runCommand(args) {
  // A stage whose Nx was killed has nobody to show its progress to: it goes on to save its work.
  process.stderr.on('error', () => {});
  // In the repository, what compiles the command line; in the published package, the compiled command line (`publishConfig`).
  const { main } = await import('#main');
  return main(args);
}
