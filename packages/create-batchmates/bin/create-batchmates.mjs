#!/usr/bin/env node
import { createWorkspace } from '../src/create-workspace.mjs';

try {
  process.exitCode = await createWorkspace(process.argv.slice(2));
} catch (error) {
  // Such as a place where nothing may be written.
  process.stderr.write(`create-batchmates: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
