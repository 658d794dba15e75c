import { fileURLToPath } from 'node:url';
import { openProgram } from './program/open-program.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs a command of batchmates in this process; gives its exit code. */
export async function runCommand(args) {
  // A stage whose Nx was killed has nobody to show its progress to: it goes on to save its work.
  process.stderr.on('error', () => {});
  const { main } = await loadMain();
  return main(args);
}

async function loadMain() {
  const program = await openProgram(root);
  if (program === undefined) {
    // tsx teaches this process to read TypeScript.
    (await import('tsx/esm/api')).register();
    return import('../src/main.ts');
  }
  process.setSourceMapsEnabled(true);
  return import(program);
}
