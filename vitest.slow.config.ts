import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const LONG = ['changes.slow.ts', 'cache-truths.slow.ts'];

/** The longest files first, so that none is left to run alone; the others as Vitest has them. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => LONG.some((name) => moduleId.endsWith(`/${name}`));
    return (await super.sort(files)).toSorted((one, other) => Number(isLong(other)) - Number(isLong(one)));
  }
}

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
      sequence: { sequencer: LongestFirst },
      testTimeout: 240_000,
      hookTimeout: 600_000,
      expect: { poll: { timeout: 100_000 } },
    },
  };
});
