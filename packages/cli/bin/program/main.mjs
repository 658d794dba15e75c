import { fileURLToPath } from 'node:url';
import { openProgram } from './open-program.mjs';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** Runs the command line of the present sources; gives its exit code. @param {readonly string[]} args */
export async function main(args) {
  const { main: run } = await load();
  return run(args);
}

async function load() {
  const program = await openProgram(root);
  if (program !== undefined) {
    process.setSourceMapsEnabled(true);
    return import(program);
  }
  // tsx teaches this process to read TypeScript.
  (await import('tsx/esm/api')).register();
  return import('../../src/main.ts');
}
