#!/usr/bin/env node
import { runCommand } from './run-command.mjs';

// `batchmates plan | head` closes the pipe early: that is no failure.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await runCommand(process.argv.slice(2));
