import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Tests that take minutes, outside `npm test`: `npm run test:slow`. */
export default defineConfig({
  test: {
    name: 'slow',
    root: import.meta.dirname,
    include: ['packages/*/test/**/*.slow.ts', 'tools/*/test/**/*.slow.ts'],
    setupFiles: [join(import.meta.dirname, 'tools/testing/seeded-properties.ts')],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
