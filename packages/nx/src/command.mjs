import { fileURLToPath } from 'node:url';

/** The file of the command line. */
export const COMMAND = fileURLToPath(
  new URL('bin/batchmates.mjs', import.meta.resolve('batchmates/package.json')),
);
