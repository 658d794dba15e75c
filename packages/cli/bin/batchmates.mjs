#!/usr/bin/env node
// The packages are TypeScript run from source: tsx teaches this process (and, through execArgv, its workers) to read it.
import { register } from 'tsx/esm/api';

// `batchmates plan | head` closes the pipe early: that is no failure.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
// A stage whose Nx was killed has nobody to show its progress to: it goes on to save its work.
process.stderr.on('error', () => {});
register();
const { main } = await import('../src/main.ts');
process.exitCode = await main(process.argv.slice(2));
