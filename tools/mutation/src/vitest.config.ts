import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import workspace from '../../../vitest.config.ts';
import { FailedImports } from './failed-imports.ts';
import type { MutationSettings } from './selection-checker.mjs';

const { project: name, tests } = JSON.parse(process.env['BATCHMATES_MUTATION'] ?? '') as MutationSettings;

/** The one project of the workspace that is being mutated; Stryker's processes read this file. */
const project = workspace.test?.projects?.find(
  (each) => typeof each === 'object' && 'test' in each && each.test.name === name,
);
if (typeof project !== 'object' || !('test' in project))
  throw new Error(`internal: no vitest project ${name}`);
const { test } = project;

export default defineConfig({
  ...(test.root === undefined ? {} : { root: test.root }),
  test: {
    ...test,
    ...(tests === null ? {} : { include: [...tests] }),
    // Many mutants wait for ever; a test that takes longer without any is too slow to meet them all.
    testTimeout: 30_000,
    setupFiles: [join(import.meta.dirname, 'in-each-test-file.ts')],
    reporters: [new FailedImports()],
  },
});
