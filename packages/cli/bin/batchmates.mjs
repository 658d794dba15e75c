#!/usr/bin/env node
// The packages are TypeScript run from source: tsx teaches this process (and, through execArgv, its workers) to read it.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('../src/main.ts');
process.exitCode = await main(process.argv.slice(2));
