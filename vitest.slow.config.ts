import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Tests that take minutes, outside `npm test`: `npm run test:slow`; those that take many, before a release: `npm run test:release`. */
export default defineConfig(({ mode }) => {
  const kind = mode === 'release' ? 'release' : 'slow';
  return {
    test: {
      name: kind,
      root: import.meta.dirname,
      include: [`packages/*/test/**/*.${kind}.ts`, `tools/*/test/**/*.${kind}.ts`],
      setupFiles: [join(import.meta.dirname, 'tools/testing/seeded-properties.ts')],
      pool: 'forks',
      maxWorkers: 2,
      testTimeout: 120_000,
      hookTimeout: 240_000,
    },
  };
});
