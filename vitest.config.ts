import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Absolute, so that `npm test -w packages/<name>` finds the same projects as a run from the root.
const root = import.meta.dirname;
const workspaces = ['packages', 'tools'].flatMap((folder) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ name: entry.name, root: join(root, folder, entry.name) })),
);
workspaces.push(
  { name: 'bench', root: join(root, 'bench') },
  { name: 'examples', root: join(root, 'examples') },
);

export default defineConfig({
  test: {
    projects: workspaces.map(({ name, root }) => ({
      test: {
        name,
        root,
        include: name === 'examples' ? ['**/*.test.ts'] : ['test/**/*.test.ts'],
        pool: 'forks',
        testTimeout: 60_000,
        hookTimeout: 60_000,
      },
    })),
  },
});
