import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Absolute, so that `npm test -w packages/<name>` finds the same projects as a run from the root.
const repository = import.meta.dirname;
const workspaces = ['packages', 'tools'].flatMap((folder) =>
  readdirSync(join(repository, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ name: entry.name, root: join(repository, folder, entry.name) })),
);
workspaces.push(
  { name: 'bench', root: join(repository, 'bench') },
  { name: 'examples', root: join(repository, 'examples') },
  // Parts that `batchmates new` made beside a pipeline.
  { name: 'pipelines', root: join(repository, 'pipelines') },
);

export default defineConfig({
  test: {
    // Vitest itself would leave a core idle, half of a small machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: workspaces.map(({ name, root }) => ({
      test: {
        name,
        root,
        include: [['examples', 'pipelines'].includes(name) ? '**/*.test.ts' : 'test/**/*.test.ts'],
        setupFiles: [join(repository, 'tools/testing/seeded-properties.ts')],
        pool: 'forks',
        // Several times what they take on a quiet machine: they start Node, Nx and browsers, on machines that do other things too.
        testTimeout: 240_000,
        hookTimeout: 240_000,
        expect: { poll: { timeout: 100_000 } },
      },
    })),
  },
});
