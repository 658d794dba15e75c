// The packages are TypeScript run from source: tsx teaches this process (and, through execArgv, its workers) to read it.
import { register } from 'tsx/esm/api';

/** Runs a command of batchmates in this process; gives its exit code. */
export async function runCommand(args) {
  // A stage whose Nx was killed has nobody to show its progress to: it goes on to save its work.
  process.stderr.on('error', () => {});
  register();
  const { main } = await import('../src/main.ts');
  return main(args);
}
