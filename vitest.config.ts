import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const workspaces = ['packages', 'tools'].flatMap((folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ name: entry.name, root: `${folder}/${entry.name}` })),
);
workspaces.push({ name: 'bench', root: 'bench' });

export default defineConfig({
  test: {
    projects: workspaces.map(({ name, root }) => ({
      test: { name, root, include: ['test/**/*.test.ts'], pool: 'forks', testTimeout: 60_000, hookTimeout: 60_000 },
    })),
  },
});
