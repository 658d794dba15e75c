#!/usr/bin/env node
import { createWorkspace } from '../src/create-workspace.mjs';

process.exitCode = await createWorkspace(process.argv.slice(2));
